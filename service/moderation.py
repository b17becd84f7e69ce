"""The path of a comment: reading, signals and scores, policy, verdict."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from service.domain import Comment, Evidence, Reason, Verdict
from service.policy import Policy, decide
from service.signals.base import Detector, detect
from service.text.reading import Reading, read


class Scorer(Protocol):
    """What moderation needs of a model."""

    version: str

    def score(self, readings: Sequence[Reading]) -> Sequence[Mapping[str, float]]:
        """Return calibrated probabilities by label, one mapping a reading, in order."""

    def explain(self, reading: Reading, label: str) -> tuple[Evidence, ...]:
        """Return the spans that moved `label`'s score most, at most five, strongest first."""


@dataclass(frozen=True, slots=True)
class Moderator:
    """Judges comments. `new_id` mints verdict ids that sort by time."""

    scorer: Scorer
    detectors: tuple[Detector, ...]
    new_id: Callable[[], str]

    def moderate(self, comment: Comment, policy: Policy) -> Verdict:
        """Judge one comment."""
        return self.moderate_batch([comment], policy)[0]

    def moderate_batch(self, comments: Sequence[Comment], policy: Policy) -> list[Verdict]:
        """Judge many comments, scored as one batch; verdicts come in the order of `comments`."""
        readings = [read(comment) for comment in comments]
        scored = self.scorer.score(readings)
        return [
            self._verdict(comment, reading, scores, policy)
            for comment, reading, scores in zip(comments, readings, scored, strict=True)
        ]

    def _verdict(
        self, comment: Comment, reading: Reading, scores: Mapping[str, float], policy: Policy
    ) -> Verdict:
        signals = detect(self.detectors, comment, reading)
        reasons = policy.reasons(signals, scores)
        return Verdict(
            id=self.new_id(),
            decision=decide(reasons),
            reasons=tuple(self._with_evidence(reason, reading) for reason in reasons),
            scores=scores,
            language=reading.language,
            model=self.scorer.version,
            policy=policy.id,
            signals=signals,
        )

    def _with_evidence(self, reason: Reason, reading: Reading) -> Reason:
        kind, _, label = reason.code.partition(":")
        if kind != "score":
            return reason
        return replace(reason, evidence=self.scorer.explain(reading, label))
