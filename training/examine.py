"""Examine a model on everything that was kept away from it, and put the figures into a report."""

import random
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from service.domain import Decision
from service.moderation import Moderator
from service.policy import preset
from service.scoring.model import Model
from service.signals import DETECTORS
from training import relevance
from training.disguise import brands
from training.evaluate import (
    Judge,
    Judged,
    SetResult,
    evaluate_set,
    identity_gap,
    measure,
    robustness,
)
from training.labels import ABUSE, GAMBLING, WHOLES
from training.metrics import at_prior
from training.plots import Decided, Scored
from training.published import HATE, HATECHECK, by_function, of_the_model
from training.recipe import Recipe
from training.records import Record
from training.relevance import Relevance
from training.report import Fairness, LabelReport, Report

POLICY = "balanced"
IDENTITY_SET = "bias_templates"
MOST_DISGUISED = 400


@dataclass(frozen=True, slots=True)
class Unseen:
    """What was kept away from training: templates held out, and whole sets by name."""

    held_out: tuple[Record, ...]
    seen: Collection[str]
    sets: Mapping[str, tuple[str, Sequence[Record]]]

    def comments(self) -> int:
        """Return about how many comments will be judged."""
        return len(self.held_out) + sum(len(records) for _, records in self.sets.values())


@dataclass(frozen=True, slots=True)
class Examined:
    """A report, the ordinary comments of the spam sets, and what to draw beside it."""

    report: Report
    ordinary: Judged
    scored: tuple[Scored, ...]
    decided: tuple[Decided, ...]


def judge_with(model: Model, advance: Callable[[int], object]) -> Judge:
    """Return what judges as a service with `model` and the default policy would."""
    policy = preset(POLICY, model.manifest.presets[POLICY])
    return Judge(Moderator(model, DETECTORS, new_id=str), policy, advance)


def examine(judge: Judge, labels: Sequence[str], unseen: Unseen, recipe: Recipe) -> Examined:
    """Return the report on a model whose scores are of `labels`, and what to draw beside it."""
    held_out = judge.judge(unseen.held_out)
    results, judged_sets = [], {}
    for name, (label, records) in unseen.sets.items():
        result, judged = evaluate_set(judge, records, label, unseen.seen, recipe.prior)
        results.append(result)
        judged_sets[name] = judged
    rng = random.Random(recipe.seed)  # noqa: S311 -- repeatable, not secret
    even_odds = recipe.prior.get(ABUSE, 0.5)
    hatecheck = judged_sets.get(HATECHECK)
    ordinary = _ordinary(results, judged_sets)
    report = Report(
        version=judge.moderator.scorer.version,
        policy=judge.policy.id,
        labels=tuple(_label(label, held_out, recipe) for label in labels),
        sets=tuple(results),
        ordinary=measure("ordinary", ordinary, "spam", "spam", recipe.prior["spam"]),
        official=of_the_model(held_out, judged_sets, even_odds),
        functions=by_function(hatecheck, even_odds) if hatecheck else {},
        robustness=tuple(robustness(judge, _advertisements(unseen.held_out), rng)),
        fairness=_fairness(judged_sets),
        relevance=tuple(_relevance(held_out, judged_sets, unseen)),
    )
    return Examined(
        report,
        ordinary,
        scored=tuple(_scored(held_out, label, judge, recipe) for label in labels),
        decided=tuple(_decided(held_out, decision) for decision in Decision),
    )


def _relevance(
    held_out: Judged, judged: Mapping[str, Judged], unseen: Unseen
) -> Iterator[Relevance]:
    """Yield what relevance adds on every set that carries contexts, held-out parts first."""
    for source in sorted({record.source for record in held_out.records if record.context}):
        part = held_out.where(lambda record, _, of=source: record.source == of)  # type: ignore[misc]  # the default binds the loop's value
        for label in WHOLES:
            if found := relevance.measure(f"{source}, held out", part, label, label):
                yield found
    for name, part in judged.items():
        label = unseen.sets[name][0]
        scored = ABUSE if label == HATE else label
        if found := relevance.measure(name, part, label, scored):
            yield found


def _label(label: str, held_out: Judged, recipe: Recipe) -> LabelReport:
    known = _known(held_out, label)
    if not known.records:
        return LabelReport(label, None)
    return LabelReport(label, measure("held out", known, label, label, recipe.prior[label]))


def _known(judged: Judged, label: str) -> Judged:
    return judged.where(lambda record, _: label in record.labels)


def _scored(held_out: Judged, label: str, judge: Judge, recipe: Recipe) -> Scored:
    known = _known(held_out, label)
    bad, even = known.truth(label), np.ones(len(known.records))
    mixed = bad.any() and not bad.all()
    weights = at_prior(bad, even, recipe.prior[label]) if mixed else even
    return Scored(label, bad, known.scores(label), weights, judge.policy.labels[label])


def _decided(held_out: Judged, decision: Decision) -> Decided:
    """Return the comments so decided that somebody said anything of; bad in any way is bad."""
    part = held_out.where(
        lambda record, verdict: (
            verdict.decision is decision and not record.labels.keys().isdisjoint(WHOLES)
        )
    )
    return Decided(
        decision,
        bad=np.array(
            [any(record.labels.get(label) == 1 for label in WHOLES) for record in part.records],
            dtype=np.bool_,
        ),
        highest=np.array([max(verdict.scores.values()) for verdict in part.verdicts]),
    )


def _advertisements(records: Iterable[Record]) -> list[Record]:
    """Return gambling advertisements with their disguise undone, to be disguised anew."""
    own = [record for record in records if record.labels.get(GAMBLING) == 1]
    undone = [replace(r, body=unicodedata.normalize("NFKC", r.body), author_name="") for r in own]
    return [record for record in undone if brands(record.body)][:MOST_DISGUISED]


def _ordinary(results: Sequence[SetResult], judged: Mapping[str, Judged]) -> Judged:
    """Return all ordinary comments of the spam sets as one."""
    kept = [
        judged[one.name].where(lambda record, _, label=one.label: record.labels[label] == 0)  # type: ignore[misc]  # the default binds the loop's value
        for one in results
        if one.label.startswith("spam")
    ]
    return Judged(
        records=tuple(record for part in kept for record in part.records),
        verdicts=tuple(verdict for part in kept for verdict in part.verdicts),
    )


def _fairness(judged: Mapping[str, Judged]) -> tuple[Fairness, ...]:
    if IDENTITY_SET not in judged:
        return ()
    return (Fairness(IDENTITY_SET, identity_gap(judged[IDENTITY_SET], ABUSE)),)
