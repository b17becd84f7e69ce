"""Back-test: what another policy, or another model, would have decided about recorded comments.

A policy is pure, so that it can be replayed over the evidence that was recorded: signals, scores
and what was remembered then. Only a policy that asks for texts has them read again.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Protocol

from service.domain import Article, Decision, Reason, Recorded, Resolution
from service.policy import Facts, Policy, Ruling
from service.replayed import Replayed
from service.text.fold import Folded
from service.text.reading import Reading, read, read_again

MOST_CHANGES = 200
"""Changed comments that are kept of each direction: the first that came."""

EXCERPT = 500
"""Characters of a body that are kept of it."""

_BATCH = 256
_SWITCHED = "switch:"
_NO_TEXT = Folded("", "", "")

Direction = tuple[Decision, Decision]
"""What was decided, and what would be."""


class Scorer(Protocol):
    """What a back-test needs of a model."""

    version: str

    def score(self, readings: Sequence[Reading]) -> Sequence[Mapping[str, float]]:
        """Return calibrated probabilities by label, one mapping a reading, in order."""


@dataclass(frozen=True, slots=True)
class Change:
    """A comment that would be decided otherwise, with the reasons for both decisions.

    `excerpt` is the beginning of its body; empty texts may be `erased` ones. `resolution` is what a
    moderator decided about it, None where none did.
    """

    verdict_id: str
    at: datetime
    before: Decision
    after: Decision
    reasons_before: tuple[Reason, ...]
    reasons_after: tuple[Reason, ...]
    excerpt: str
    author_name: str
    article: Article
    erased: bool
    resolution: Resolution | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a policy stands beside what moderators decided about the same comments.

    `agreed` were approved or rejected by both, `overturned` by one each; `held` were left to
    moderators, which is neither.
    """

    agreed: int
    overturned: int
    held: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a replay found.

    `decided` counts the compared comments by direction, `resolved` those of them that moderators
    approved or rejected, by direction and what they decided. `changes` are the first MOST_CHANGES
    of each direction. Left out are those `without_text` that would be needed, and those
    `switched`, about which an emergency switch decided. Of `unseen` facts nothing is known.
    """

    policy: str
    model: str
    decided: Mapping[Direction, int]
    resolved: Mapping[tuple[Decision, Decision, Decision], int]
    changes: Mapping[Direction, tuple[Change, ...]]
    without_text: int
    switched: int
    unseen: frozenset[str]
    newest: datetime | None
    oldest: datetime | None

    @property
    def compared(self) -> int:
        """How many comments were judged again."""
        return sum(self.decided.values())

    @property
    def changed(self) -> int:
        """How many would be decided otherwise."""
        return sum(count for (before, after), count in self.decided.items() if before != after)

    def moderators(self, direction: Direction) -> tuple[int, int]:
        """Return how many comments of a direction moderators approved, and how many rejected."""
        approved = self.resolved.get((*direction, Decision.APPROVE), 0)
        return approved, self.resolved.get((*direction, Decision.REJECT), 0)

    @property
    def agreement_before(self) -> Agreement:
        """How what was decided stands beside the moderators' resolutions."""
        return _agreement((one[0], one[2], count) for one, count in self.resolved.items())

    @property
    def agreement_after(self) -> Agreement:
        """How what would be decided stands beside the moderators' resolutions."""
        return _agreement((one[1], one[2], count) for one, count in self.resolved.items())


def replay(replayed: Iterable[Replayed], policy: Policy, model: Scorer | None = None) -> Report:
    """Judge recorded comments by `policy` and compare; they are taken up a few at a time.

    Without a `model` the recorded scores count, else its own, of the texts that are still there.
    """
    tally = _Tally(policy, model)
    pending = iter(replayed)
    while batch := list(islice(pending, _BATCH)):
        tally.add(batch)
    return tally.report()


@dataclass(slots=True)
class _Tally:
    """A replay under way."""

    policy: Policy
    model: Scorer | None
    decided: Counter[Direction] = field(default_factory=Counter)
    resolved: Counter[tuple[Decision, Decision, Decision]] = field(default_factory=Counter)
    changes: dict[Direction, list[Change]] = field(default_factory=dict)
    without_text: int = 0
    switched: int = 0
    newest: datetime | None = None
    oldest: datetime | None = None

    def add(self, batch: Sequence[Replayed]) -> None:
        """Judge and count some more comments."""
        judged = [one for one in batch if not _is_switched(one.recorded)]
        self.switched += len(batch) - len(judged)
        if self.model is not None or self.policy.reads_text:
            legible = [one for one in judged if not one.erased]
            self.without_text += len(judged) - len(legible)
            judged = legible
        for one, facts in zip(judged, self._facts(judged), strict=True):
            self._count(one, self.policy.judge(facts))

    def report(self) -> Report:
        """Return what was found."""
        return Report(
            policy=self.policy.id,
            model=self.model.version if self.model else "",
            decided=dict(self.decided),
            resolved=dict(self.resolved),
            changes={direction: tuple(found) for direction, found in self.changes.items()},
            without_text=self.without_text,
            switched=self.switched,
            unseen=self.policy.unseen,
            newest=self.newest,
            oldest=self.oldest,
        )

    def _facts(self, batch: Sequence[Replayed]) -> Iterator[Facts]:
        readings = [self._reading(one) for one in batch]
        scored = self.model.score(readings) if self.model else [_scores(one) for one in batch]
        for one, reading, scores in zip(batch, readings, scored, strict=True):
            verdict, at = one.recorded.verdict, one.recorded.recorded_at
            yield Facts(one.comment, reading, verdict.signals, scores, verdict.past, at)

    def _reading(self, one: Replayed) -> Reading:
        """Read as much of a comment as is asked for: most of the time goes here."""
        if self.model is not None:
            return read(one.comment)
        language = one.recorded.verdict.language
        if self.policy.reads_text:
            return read_again(one.comment, language)
        return Reading(_NO_TEXT, _NO_TEXT, (), None, language)

    def _count(self, one: Replayed, ruling: Ruling) -> None:
        recorded = one.recorded
        before, after = recorded.verdict.decision, ruling.decision
        self.decided[before, after] += 1
        self.newest = max(self.newest or recorded.recorded_at, recorded.recorded_at)
        self.oldest = min(self.oldest or recorded.recorded_at, recorded.recorded_at)
        if recorded.resolution is not None:
            self.resolved[before, after, recorded.resolution.outcome] += 1
        if before is not after:
            kept = self.changes.setdefault((before, after), [])
            if len(kept) < MOST_CHANGES:
                kept.append(_change(one, ruling))


def _is_switched(recorded: Recorded) -> bool:
    reasons = recorded.verdict.reasons
    return bool(reasons) and reasons[0].code.startswith(_SWITCHED)


def _scores(one: Replayed) -> Mapping[str, float]:
    return one.recorded.verdict.scores


def _change(one: Replayed, ruling: Ruling) -> Change:
    verdict = one.recorded.verdict
    return Change(
        verdict_id=verdict.id,
        at=one.recorded.recorded_at,
        before=verdict.decision,
        after=ruling.decision,
        reasons_before=verdict.reasons,
        reasons_after=ruling.reasons,
        excerpt=one.comment.body[:EXCERPT],
        author_name=one.comment.author.name,
        article=one.comment.article,
        erased=one.erased,
        resolution=one.recorded.resolution,
    )


def _agreement(found: Iterable[tuple[Decision, Decision, int]]) -> Agreement:
    """Count what a machine and a moderator decided, each pair so many times."""
    agreed = overturned = held = 0
    for machine, moderator, count in found:
        if machine is Decision.HOLD:
            held += count
        elif machine is moderator:
            agreed += count
        else:
            overturned += count
    return Agreement(agreed, overturned, held)
