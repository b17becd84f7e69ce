"""The path of a comment: reading, signals and scores, policy, verdict."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from service.domain import Comment, Explanation, Verdict
from service.policy import Policy, decide
from service.signals.base import Detector, detect
from service.text.reading import Reading, read


class Scorer(Protocol):
    """What moderation needs of a model."""

    version: str

    def score(self, readings: Sequence[Reading]) -> Sequence[Mapping[str, float]]:
        """Return calibrated probabilities by label, one mapping a reading, in order."""

    def explain(self, reading: Reading, labels: Sequence[str]) -> Mapping[str, Explanation]:
        """Return what the logits of `labels` are made of, by label.

        Evidence is the spans that moved a score most, at most five, strongest first.
        """


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A verdict whose scores have no evidence yet, and the reading to find it in."""

    verdict: Verdict
    reading: Reading


@dataclass(frozen=True, slots=True)
class Moderator:
    """Judges comments. `new_id` mints verdict ids that sort by time."""

    scorer: Scorer
    detectors: tuple[Detector, ...]
    new_id: Callable[[], str]

    def moderate(self, comment: Comment, policy: Policy) -> Verdict:
        """Judge one comment and explain its verdict."""
        return self.explain(self.judge(comment, policy))

    def moderate_batch(self, comments: Sequence[Comment], policy: Policy) -> list[Verdict]:
        """Judge many comments, scored as one batch, and explain their verdicts, in order."""
        return [self.explain(judged) for judged in self.judge_batch(comments, policy)]

    def judge(self, comment: Comment, policy: Policy) -> Unexplained:
        """Judge one comment; what `explain` would add is left out."""
        return self.judge_batch([comment], policy)[0]

    def judge_batch(self, comments: Sequence[Comment], policy: Policy) -> list[Unexplained]:
        """Judge many comments, scored as one batch; verdicts come in the order of `comments`."""
        readings = [read(comment) for comment in comments]
        scored = self.scorer.score(readings)
        return [
            Unexplained(self._verdict(comment, reading, scores, policy), reading)
            for comment, reading, scores in zip(comments, readings, scored, strict=True)
        ]

    def explain(self, judged: Unexplained) -> Verdict:
        """Return the verdict with the evidence of its scores and what their logits are made of."""
        reasons = judged.verdict.reasons
        labels = [reason.label for reason in reasons if reason.label]
        if not labels:
            return judged.verdict
        by_label = self.scorer.explain(judged.reading, labels)
        explained = (
            reason.explained(by_label[reason.label]) if reason.label else reason
            for reason in reasons
        )
        return replace(judged.verdict, reasons=tuple(explained))

    def _verdict(
        self, comment: Comment, reading: Reading, scores: Mapping[str, float], policy: Policy
    ) -> Verdict:
        signals = detect(self.detectors, comment, reading)
        reasons = policy.reasons(signals, scores)
        return Verdict(
            id=self.new_id(),
            decision=decide(reasons),
            reasons=reasons,
            scores=scores,
            language=reading.language,
            model=self.scorer.version,
            policy=policy.id,
            signals=signals,
        )
