"""Measure a model as the service would use it: the whole path of a comment, default policy.

Texts whose template was fitted on are left out, so that a figure tells how a model meets what it
has not seen.
"""

import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from service.domain import Decision, Verdict
from service.moderation import Moderator
from service.policy import Policy
from training.disguise import Kind, disguise
from training.metrics import (
    Flags,
    Floats,
    Outcome,
    Ranking,
    Share,
    at_prior,
    calibration_error,
    outcome,
    ranking,
)
from training.records import Record
from training.splits import unseen

BATCH = 256
SMALLEST_SLICE = 50
SHORT, LONG = 40, 200
DISGUISES = frozenset(
    {
        "styled_part",
        "enclosed_letters",
        "mixed_script_word",
        "spaced_word",
        "leet_word",
        "invisible_characters",
        "stacked_marks",
        "spelled_digits",
        "capital_i",
    }
)


@dataclass(frozen=True, slots=True)
class Judged:
    """Records with the verdicts that a model and a policy gave them, in parallel."""

    records: tuple[Record, ...]
    verdicts: tuple[Verdict, ...]

    def scores(self, label: str) -> Floats:
        """Return the scores of `label`."""
        return np.array([verdict.scores[label] for verdict in self.verdicts], dtype=np.float64)

    def truth(self, label: str) -> Flags:
        """Return which records bear `label`; every record must have it annotated."""
        return np.array([record.labels[label] == 1 for record in self.records], dtype=np.bool_)

    def decisions(self) -> list[Decision]:
        """Return what was decided."""
        return [verdict.decision for verdict in self.verdicts]

    def where(self, kept: Callable[[Record, Verdict], bool]) -> "Judged":
        """Return the part that `kept` says yes to."""
        pairs = list(zip(self.records, self.verdicts, strict=True))
        chosen = [pair for pair in pairs if kept(*pair)]
        return Judged(tuple(r for r, _ in chosen), tuple(v for _, v in chosen))


@dataclass(frozen=True, slots=True)
class Slice:
    """What was measured on one set or one part of it."""

    name: str
    comments: int
    bad: int
    ranking: Ranking | None
    outcome: Outcome
    calibration_error: float


@dataclass(frozen=True, slots=True)
class SetResult:
    """One evaluation set: the whole of it, then its slices. `left_out` counts seen templates."""

    name: str
    label: str
    left_out: int
    whole: Slice
    slices: tuple[Slice, ...]


@dataclass(frozen=True, slots=True)
class Robustness:
    """How many advertisements are caught in one disguise, and how many of the same undisguised."""

    kind: Kind
    disguised: Share
    plain: Share

    @property
    def relative(self) -> float:
        """Caught in disguise, relative to undisguised."""
        return self.disguised.value / self.plain.value if self.plain.count else 0.0


@dataclass(frozen=True, slots=True)
class Judge:
    """Gives verdicts as the service does; `advance` is told how many comments were judged."""

    moderator: Moderator
    policy: Policy
    advance: Callable[[int], object] = lambda _: None

    def judge(self, records: Sequence[Record]) -> Judged:
        """Judge `records` in batches."""
        verdicts: list[Verdict] = []
        for start in range(0, len(records), BATCH):
            batch = [record.comment for record in records[start : start + BATCH]]
            judged = self.moderator.judge_batch(batch, self.policy)
            verdicts += [one.verdict for one in judged]
            self.advance(len(batch))
        return Judged(tuple(records), tuple(verdicts))


def evaluate_set(
    judge: Judge,
    records: Sequence[Record],
    label: str,
    seen: Collection[str],
    priors: Mapping[str, float],
) -> tuple[SetResult, Judged]:
    """Judge one evaluation set against its `label`; `hate` is measured on the abuse score."""
    scored = "abuse" if label == "hate" else label
    annotated = [record for record in records if label in record.labels]
    kept = unseen(annotated, seen)
    judged = judge.judge(kept)
    result = SetResult(
        name=records[0].source,
        label=label,
        left_out=len(annotated) - len(kept),
        whole=measure("whole", judged, label, scored, priors[scored]),
        slices=tuple(
            measure(name, part, label, scored, priors[scored])
            for name, part in slices(judged)
            if len(part.records) >= SMALLEST_SLICE
        ),
    )
    return result, judged


def measure(name: str, judged: Judged, truth: str, scored: str, prior: float) -> Slice:
    """Measure the scores of `scored` and the decisions against the label `truth`.

    Scores are promised for the share `prior` of bad comments, so how far they are off is measured
    with bad and ordinary comments weighted to that share; 0 where all are of one kind.
    """
    bad, scores = judged.truth(truth), judged.scores(scored)
    mixed = bool(bad.any() and not bad.all())
    weights = at_prior(bad, np.ones(len(bad)), prior) if mixed else None
    return Slice(
        name=name,
        comments=len(bad),
        bad=int(bad.sum()),
        ranking=ranking(bad, scores) if len(bad) else None,
        outcome=outcome(bad, judged.decisions()),
        calibration_error=calibration_error(bad, scores, weights) if mixed else 0.0,
    )


def slices(judged: Judged) -> Iterator[tuple[str, Judged]]:
    """Yield the parts by language as identified, by length, by disguise, by function."""
    for name_of in (_language, _length, _disguised, _function):
        names = {name_of(*pair) for pair in zip(judged.records, judged.verdicts, strict=True)}
        for name in sorted(names - {""}):
            yield name, judged.where(lambda r, v, of=name_of, one=name: of(r, v) == one)  # type: ignore[misc]  # defaults bind the loop's values


def _language(_: Record, verdict: Verdict) -> str:
    return f"language {verdict.language.code}"


def _length(record: Record, _: Verdict) -> str:
    if len(record.body) < SHORT:
        return f"length below {SHORT}"
    return f"length {SHORT} to {LONG}" if len(record.body) <= LONG else f"length above {LONG}"


def _disguised(_: Record, verdict: Verdict) -> str:
    worn = DISGUISES & {signal.name for signal in verdict.signals}
    return "disguised" if worn else "not disguised"


def _function(record: Record, _: Verdict) -> str:
    return f"function {record.function}" if record.function else ""


def robustness(
    judge: Judge, advertisements: Iterable[Record], rng: random.Random
) -> list[Robustness]:
    """Put every disguise on advertisements and count how many are still caught."""
    records = list(advertisements)
    plain = {r.sha256: v for r, v in _pairs(judge.judge(records))}
    found = []
    for kind in Kind:
        dressed = [_dressed(record, kind, rng) for record in records]
        changed = [d for d, r in zip(dressed, records, strict=True) if d.body != r.body]
        judged = judge.judge(changed)
        found.append(
            Robustness(
                kind=kind,
                disguised=_stopped(judged.decisions()),
                plain=_stopped([plain[record.sha256].decision for record in changed]),
            )
        )
    return found


def _pairs(judged: Judged) -> Iterator[tuple[Record, Verdict]]:
    return zip(judged.records, judged.verdicts, strict=True)


def _stopped(decisions: Sequence[Decision]) -> Share:
    return Share(sum(one is not Decision.APPROVE for one in decisions), len(decisions))


def _dressed(record: Record, kind: Kind, rng: random.Random) -> Record:
    return Record(
        body=disguise(record.body, kind, rng),
        labels=record.labels,
        source=record.source,
        sha256=record.sha256,
    )


def identity_gap(judged: Judged, label: str, smallest: int = 20) -> Mapping[str, Share]:
    """Return, for each identity term that ends a neutral template, how often it is stopped.

    A fair model treats them alike; the gap is between the largest and the smallest share.
    """
    by_term: dict[str, list[Decision]] = {}
    for record, verdict in _pairs(judged):
        if record.labels[label] == 0 and record.function:
            term = record.body.rstrip(" .!?").rpartition(" ")[2].lower()
            by_term.setdefault(term, []).append(verdict.decision)
    return {
        term: _stopped(decisions)
        for term, decisions in sorted(by_term.items())
        if len(decisions) >= smallest
    }
