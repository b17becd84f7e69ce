"""A verdict and its reasons, arithmetic included, drawn as lines for a terminal.

Colour only repeats what words, marks and brackets say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import click

from service.commands import inert
from service.domain import (
    Comment,
    Decision,
    Evidence,
    Explanation,
    Field,
    Reason,
    Signal,
    Verdict,
)
from service.moderation import Moderator
from service.policy import preset
from service.scoring.model import Model
from service.signals import DETECTORS
from service.web import wording
from service.web.verdict_view import Bar, VerdictView

CELLS = 30
MOST_PULLS = 3
MOST_READ = 5
SPAN_CHARACTERS = 48

_COLOURS = {Decision.APPROVE: "green", Decision.HOLD: "yellow", Decision.REJECT: "red"}
_MARKS = {Decision.APPROVE: " ", Decision.HOLD: "▲", Decision.REJECT: "✖"}


@dataclass(frozen=True, slots=True)
class Account:
    """A verdict with the arithmetic behind it.

    `explained` are the labels that ask for more than approval; where none does, the label of the
    highest score.
    """

    comment: Comment
    verdict: Verdict
    bars: tuple[Bar, ...]
    explained: Mapping[str, Explanation]

    @classmethod
    def of(cls, comment: Comment, model: Model, policy: str) -> Self:
        """Judge `comment` as the service does under the preset `policy`."""
        chosen = preset(policy, model.manifest.presets[policy])
        judged = Moderator(model, DETECTORS, new_id=str).judge(comment, chosen)
        verdict = judged.verdict
        bars = VerdictView.of(comment, verdict, chosen).bars
        above = [bar.label for bar in bars if bar.decision is not Decision.APPROVE]
        labels = above or [max(verdict.scores, key=lambda label: verdict.scores[label])]
        return cls(comment, verdict, bars, model.explain(judged.reading, labels))

    @property
    def quiet(self) -> bool:
        """Whether no score asks for more than approval."""
        return all(bar.decision is Decision.APPROVE for bar in self.bars)


def draw(account: Account, width: int) -> Iterator[str]:
    """Yield the lines of `account`; those of the comment take at most `width` columns."""
    verdict = account.verdict
    yield f"{_decided(verdict.decision)}  {wording.outcome(verdict.decision)}"
    yield from ("", "Scores")
    longest = max(len(bar.label) for bar in account.bars)
    yield from (_bar(bar, longest) for bar in account.bars)
    yield from _explained(account, width)
    yield from ("", "Signals")
    yield from _signals(verdict)
    code, confidence = verdict.language.code, verdict.language.confidence
    yield ""
    yield f"Language  {wording.language(code)} ({code}, {confidence:.2f})"
    yield f"Model     {verdict.model}"
    yield f"Policy    {verdict.policy}"


def sums(explanation: Explanation, most: int) -> tuple[list[int], int, int]:
    """Return what up to `most` spans add, the rest and the logit, in thousandths that add up.

    The rest also takes the spans that are not among the first `most`.
    """
    parts = [round(1000 * each.contribution) for each in explanation.evidence[:most]]
    logit = round(1000 * explanation.logit)
    return parts, logit - sum(parts), logit


def _decided(decision: Decision) -> str:
    return click.style(decision.upper(), fg=_COLOURS[decision], bold=True)


def _bar(bar: Bar, longest: int) -> str:
    asks = "" if bar.decision is Decision.APPROVE else f"  {bar.decision.upper()}"
    filled = int(bar.level * CELLS)
    cells = "█" * filled + "·" * (CELLS - filled)
    hold, reject = round(bar.hold_at * CELLS), round(bar.reject_at * CELLS)
    zones = [cells[:hold]]
    zones += ["│" + cells[hold:reject]] if bar.holds else []
    zones += ["┃" + cells[reject:]] if bar.rejects else []
    gap = " " * (CELLS + 2 - sum(map(len, zones)))
    shown = f"{_MARKS[bar.decision]} {bar.label:<{longest}}  {''.join(zones)}{gap}  {bar.score:.4f}"
    if asks:
        shown = click.style(shown + asks, fg=_COLOURS[bar.decision], bold=True)
    return f"{shown}  {_thresholds(bar)}"


def _thresholds(bar: Bar) -> str:
    hold = f"│ hold {bar.band.hold:.4f}" if bar.holds else "never held"
    reject = f"┃ reject {bar.band.reject:.4f}" if bar.rejects else "never rejected"
    return click.style(f"{hold}  {reject}", dim=True)


def _explained(account: Account, width: int) -> Iterator[str]:
    for label, explanation in account.explained.items():
        yield ""
        if account.quiet:
            yield "No label is above its hold band."
            yield f"The strongest pulls of the highest score, {label}:"
            yield from _table(explanation, account.verdict.scores[label], MOST_PULLS)
            continue
        yield click.style(f"{label}: {wording.reason(f'score:{label}')}", bold=True)
        yield from _texts(account.comment, explanation.evidence, width)
        yield from _table(explanation, account.verdict.scores[label], len(explanation.evidence))


def _texts(comment: Comment, evidence: Sequence[Evidence], width: int) -> Iterator[str]:
    texts = {
        Field.BODY: comment.body,
        Field.AUTHOR_NAME: comment.author.name,
        Field.AUTHOR_URL: comment.author.url,
    }
    for field, text in texts.items():
        spans = (each for each in evidence if each.field is field)
        for number, line in enumerate(inert.lines(text, spans, width - len("  author.name │ "))):
            yield f"  {'' if number else field:<11} │ {line}"
    yield ""


def _table(explanation: Explanation, score: float, most: int) -> Iterator[str]:
    parts, rest, logit = sums(explanation, most)
    for span, part in zip(explanation.evidence, parts, strict=False):
        yield f"  {_thousandths(part)}  {span.field:<11}  {_span(span)}"
    if not parts:
        yield "             Nothing in the text speaks for it."
    yield f"  {_thousandths(rest)}  rest         everything else, with the intercept"
    yield f"  {'─' * 10}"
    yield f"  {_thousandths(logit)}  logit        calibrated to the score {score:.4f}"


def _thousandths(number: int) -> str:
    return f"{number / 1000:+10.3f}"


def _span(span: Evidence) -> str:
    reads_as = f"  reads as {_quoted(span.reads_as)}" if span.reads_as else ""
    return _quoted(span.text) + reads_as


def _quoted(text: str) -> str:
    return f"“{inert.one_line(text, SPAN_CHARACTERS)}”"


def _signals(verdict: Verdict) -> Iterator[str]:
    reasons = {reason.code: reason for reason in verdict.reasons}
    if not verdict.signals:
        yield "  None."
    for signal in verdict.signals:
        yield _signal(signal, reasons.get(f"signal:{signal.name}"))
        yield from _read_by(signal.evidence)


def _signal(signal: Signal, reason: Reason | None) -> str:
    band = reason.band if reason else Decision.APPROVE
    shown = f"{_MARKS[band]} {signal.strength:.2f}  {signal.name}"
    if reason:
        shown = click.style(f"{shown}  {band.upper()}", fg=_COLOURS[band], bold=True)
    return f"{shown}  {wording.reason(f'signal:{signal.name}')}"


def _read_by(evidence: Iterable[Evidence]) -> Iterator[str]:
    spans = list(evidence)
    for span in spans[:MOST_READ]:
        yield f"        {span.field:<11}  {_span(span)}"
    if len(spans) > MOST_READ:
        yield f"        and {len(spans) - MOST_READ} more"
