"""A verdict arranged for the eye: scores on their bands, and the comment with its evidence."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from service.domain import Comment, Decision, Evidence, Field, Signal, Verdict
from service.policy import NEVER, Band, Policy
from service.web.answers import verdict_out
from service.web.highlight import Span, highlight

_INFORMS = Band(hold=NEVER, reject=NEVER)
_HOLD_AT, _REJECT_AT = 0.5, 0.8


@dataclass(frozen=True, slots=True)
class Bar:
    """A label's score and the band it is measured against.

    Thresholds lie as near to certainty as a model's scores do, so a bar gives each zone a width of
    its own and is even within a zone only; `hold_at`, `reject_at` and `level` are shares of it.
    """

    label: str
    score: float
    band: Band

    @property
    def decision(self) -> Decision:
        """What this score alone asks for."""
        return self.band.decide(self.score)

    @property
    def holds(self) -> bool:
        """Whether some score of this label is held rather than rejected."""
        return self.band.hold < min(self.band.reject, 1.0)

    @property
    def rejects(self) -> bool:
        """Whether some score of this label is rejected."""
        return self.band.reject <= 1.0

    @property
    def hold_at(self) -> float:
        """Where the zone of holding begins; where rejection begins if nothing is held."""
        return _HOLD_AT if self.holds else self.reject_at

    @property
    def reject_at(self) -> float:
        """Where the zone of rejection begins; the end of the bar if nothing is rejected."""
        return _REJECT_AT if self.rejects else 1.0

    @property
    def level(self) -> float:
        """Where the score stands."""
        hold, reject = min(self.band.hold, 1.0), min(self.band.reject, 1.0)
        if self.score < min(hold, reject):
            return self.hold_at * self.score / min(hold, reject)
        if self.score < reject:
            return _between(self.hold_at, self.reject_at, (self.score - hold) / (reject - hold))
        return _between(self.reject_at, 1.0, (self.score - reject) / (1 - reject or 1))


@dataclass(frozen=True, slots=True)
class VerdictView:
    """A verdict beside the comment it is about.

    `noticed` are the signals that did not sway it. Marked are the evidence of its reasons and every
    disguised word, since nobody can check what they cannot read. `answer` is what the API says.
    """

    verdict: Verdict
    bars: tuple[Bar, ...]
    noticed: tuple[Signal, ...]
    body: tuple[Span, ...]
    author_name: tuple[Span, ...]
    author_url: tuple[Span, ...]
    answer: tuple[Span, ...]

    @classmethod
    def of(cls, comment: Comment, verdict: Verdict, policy: Policy) -> Self:
        """Arrange `verdict` on `comment` as `policy` took it."""
        codes = {reason.code for reason in verdict.reasons}
        evidence = tuple(_evidence(verdict))
        bands = policy.bands(comment.article.url, verdict.language.code).labels
        return cls(
            verdict=verdict,
            bars=tuple(
                Bar(label, score, bands.get(label, _INFORMS))
                for label, score in verdict.scores.items()
            ),
            noticed=tuple(one for one in verdict.signals if f"signal:{one.name}" not in codes),
            body=_marked(comment.body, evidence, Field.BODY),
            author_name=_marked(comment.author.name, evidence, Field.AUTHOR_NAME),
            author_url=_marked(comment.author.url, evidence, Field.AUTHOR_URL),
            answer=highlight(_answer(verdict)),
        )


def percent(share: float) -> str:
    """Return a share of one in per cent, finer towards the ends and never claiming certainty."""
    if 0 < share < 0.01:
        return "< 1%"
    if share < 0.99:
        return f"{share:.0%}"
    return f"{share:.2%}".replace(".00%", "%") if share < 0.99995 else "> 99.99%"


def _between(first: float, last: float, share: float) -> float:
    return first + (last - first) * share


def _answer(verdict: Verdict) -> str:
    return json.dumps(verdict_out(verdict, [], explain=True), ensure_ascii=False, indent=2)


def _evidence(verdict: Verdict) -> Iterator[Evidence]:
    for reason in verdict.reasons:
        yield from reason.evidence
    for signal in verdict.signals:
        yield from (one for one in signal.evidence if one.reads_as)


def _marked(text: str, evidence: Iterable[Evidence], field: Field) -> tuple[Span, ...]:
    return highlight(text, (one for one in evidence if one.field is field))
