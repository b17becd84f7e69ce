"""The path of a comment: reading, signals and scores, policy, verdict."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from service.domain import Aside, Comment, Explanation, Past, Switch, Verdict
from service.policy import Facts, Policy, under
from service.signals.base import FORGETFUL, Detector, History, detect
from service.signals.repeats import repeats
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
class Shadow:
    """What judges beside the policy and decides nothing: another policy, or a model with its own.

    `scorer` is None where the scores are those of the model that decides.
    """

    name: str
    policy: Policy
    scorer: Scorer | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a site's comments are judged in: its past, the moment, and what it has set.

    In a dry run verdicts are not `enforced`.
    """

    history: History = FORGETFUL
    at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    switch: Switch | None = None
    enforced: bool = True
    shadows: tuple[Shadow, ...] = ()


APART = Occasion()
"""Apart from any site: nothing is remembered and no time is known."""


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

    def moderate(self, comment: Comment, policy: Policy, occasion: Occasion = APART) -> Verdict:
        """Judge one comment and explain its verdict."""
        return self.explain(self.judge(comment, policy, occasion))

    def moderate_batch(
        self, comments: Sequence[Comment], policy: Policy, occasion: Occasion = APART
    ) -> list[Verdict]:
        """Judge many comments, scored as one batch, and explain their verdicts, in order."""
        return [self.explain(judged) for judged in self.judge_batch(comments, policy, occasion)]

    def judge(self, comment: Comment, policy: Policy, occasion: Occasion = APART) -> Unexplained:
        """Judge one comment; what `explain` would add is left out."""
        return self.judge_batch([comment], policy, occasion)[0]

    def judge_batch(
        self, comments: Sequence[Comment], policy: Policy, occasion: Occasion = APART
    ) -> list[Unexplained]:
        """Judge many comments, scored as one batch; verdicts come in the order of `comments`."""
        readings = [read(comment) for comment in comments]
        scored = self.scorer.score(readings)
        asides = [_scores_of(shadow, readings, scored) for shadow in occasion.shadows]
        pasts = occasion.history.look_up(list(zip(comments, readings, strict=True)))
        judged: list[Unexplained] = []
        for n, (comment, reading, past) in enumerate(zip(comments, readings, pasts, strict=True)):
            facts = self._facts(comment, reading, scored[n], past, occasion.at)
            verdict = self._verdict(facts, policy, occasion)
            if asides:
                others = [replace(facts, scores=scores[n]) for scores in asides]
                verdict = replace(verdict, asides=_asides(occasion, others))
            judged.append(Unexplained(verdict, reading))
        return judged

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

    def _facts(
        self,
        comment: Comment,
        reading: Reading,
        scores: Mapping[str, float],
        past: Past,
        at: datetime,
    ) -> Facts:
        signals = (*detect(self.detectors, comment, reading), *repeats(past))
        return Facts(comment, reading, signals, scores, past, at)

    def _verdict(self, facts: Facts, policy: Policy, occasion: Occasion) -> Verdict:
        ruling = under(policy.judge(facts), occasion.switch)
        return Verdict(
            id=self.new_id(),
            decision=ruling.decision,
            reasons=ruling.reasons,
            scores=facts.scores,
            language=facts.reading.language,
            model=self.scorer.version,
            policy=policy.id,
            signals=facts.signals,
            past=facts.past,
            enforced=occasion.enforced,
        )


def _scores_of(
    shadow: Shadow, readings: Sequence[Reading], scored: Sequence[Mapping[str, float]]
) -> Sequence[Mapping[str, float]]:
    return scored if shadow.scorer is None else shadow.scorer.score(readings)


def _asides(occasion: Occasion, facts: Sequence[Facts]) -> tuple[Aside, ...]:
    """Return what each shadow would have said, from the facts as it has them."""
    rulings = (
        (shadow.name, under(shadow.policy.judge(seen), occasion.switch))
        for shadow, seen in zip(occasion.shadows, facts, strict=True)
    )
    return tuple(
        Aside(name, ruling.decision, tuple(reason.code for reason in ruling.reasons))
        for name, ruling in rulings
    )
