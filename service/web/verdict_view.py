"""A verdict arranged for the eye: scores on their bands, and the comment with its evidence."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from service.domain import Comment, Decision, Evidence, Field, Signal, Verdict
from service.policy import NEVER, Band, Policy
from service.web.highlight import Span, highlight

_INFORMS = Band(hold=NEVER, reject=NEVER)


@dataclass(frozen=True, slots=True)
class Bar:
    """A label's score and the band it is measured against."""

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


@dataclass(frozen=True, slots=True)
class VerdictView:
    """A verdict beside the comment it is about.

    `noticed` are the signals that did not sway it. Marked are the evidence of its reasons and every
    disguised word, since nobody can check what they cannot read.
    """

    verdict: Verdict
    bars: tuple[Bar, ...]
    noticed: tuple[Signal, ...]
    body: tuple[Span, ...]
    author_name: tuple[Span, ...]
    author_url: tuple[Span, ...]

    @classmethod
    def of(cls, comment: Comment, verdict: Verdict, policy: Policy) -> Self:
        """Arrange `verdict` on `comment` as `policy` took it."""
        codes = {reason.code for reason in verdict.reasons}
        evidence = tuple(_evidence(verdict))
        return cls(
            verdict=verdict,
            bars=tuple(
                Bar(label, score, policy.labels.get(label, _INFORMS))
                for label, score in verdict.scores.items()
            ),
            noticed=tuple(one for one in verdict.signals if f"signal:{one.name}" not in codes),
            body=_marked(comment.body, evidence, Field.BODY),
            author_name=_marked(comment.author.name, evidence, Field.AUTHOR_NAME),
            author_url=_marked(comment.author.url, evidence, Field.AUTHOR_URL),
        )


def percent(share: float) -> str:
    """Return a share of one in whole per cent, never claiming certainty."""
    if 0 < share < 0.01:
        return "< 1%"
    return "> 99%" if 0.99 < share < 1 else f"{share:.0%}"


def _evidence(verdict: Verdict) -> Iterator[Evidence]:
    for reason in verdict.reasons:
        yield from reason.evidence
    for signal in verdict.signals:
        yield from (one for one in signal.evidence if one.reads_as)


def _marked(text: str, evidence: Iterable[Evidence], field: Field) -> tuple[Span, ...]:
    return highlight(text, (one for one in evidence if one.field is field))
