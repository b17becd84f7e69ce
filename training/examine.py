"""Examine a model on everything that was kept away from it, and put the figures into a report."""

import random
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sklearn.metrics import f1_score, roc_auc_score

from service.moderation import Moderator
from service.policy import preset
from service.scoring.model import Model
from service.signals import DETECTORS
from training.augment import GAMBLING
from training.disguise import brands
from training.evaluate import (
    Judge,
    Judged,
    SetResult,
    Slice,
    evaluate_set,
    identity_gap,
    measure,
    robustness,
)
from training.plots import Scored
from training.recipe import Recipe
from training.records import ANNOTATED, Record
from training.report import Fairness, LabelReport, Report
from training.tubespam import accuracy_of_five, accuracy_of_one

POLICY = "balanced"
IDENTITY_SET = "bias_templates"
OFFICIAL = "hatexplain_text"
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


def judge_with(model: Model, advance: Callable[[int], object]) -> Judge:
    """Return what judges as a service with `model` and the default policy would."""
    policy = preset(POLICY, model.manifest.presets[POLICY])
    return Judge(Moderator(model, DETECTORS, new_id=str), policy, advance)


def examine(
    judge: Judge, labels: Sequence[str], unseen: Unseen, seed: int
) -> tuple[Report, list[Scored]]:
    """Return the report on a model, and the held-out scores of each label to draw."""
    held_out = judge.judge(unseen.held_out)
    results, judged_sets = [], {}
    for name, (label, records) in unseen.sets.items():
        result, judged = evaluate_set(judge, records, label, unseen.seen)
        results.append(result)
        judged_sets[name] = judged
    rng = random.Random(seed)  # noqa: S311 -- repeatable, not secret
    report = Report(
        version=judge.moderator.scorer.version,
        policy=judge.policy.id,
        labels=tuple(_label(label, held_out) for label in labels),
        sets=tuple(results),
        ordinary=_ordinary(results, judged_sets),
        official=_official(held_out),
        robustness=tuple(robustness(judge, _advertisements(unseen.held_out), rng)),
        fairness=_fairness(judged_sets),
    )
    return report, [_scored(held_out, label) for label in labels]


def with_tubespam(report: Report, records: Sequence[Record], recipe: Recipe) -> Report:
    """Return `report` with the accuracy on the authors' split of TubeSpam, where it is known."""
    if not {"train", "test"} <= {record.published_split for record in records}:
        return report
    figures = {
        "TubeSpam, authors' split, one model, mean accuracy": accuracy_of_one(records, recipe),
        "TubeSpam, authors' split, a model a video, mean accuracy": accuracy_of_five(
            records, recipe
        ),
    }
    return replace(report, official={**report.official, **figures})


def _label(label: str, held_out: Judged) -> LabelReport:
    known = _known(held_out, label)
    return LabelReport(label, measure("held out", known, label, label) if known.records else None)


def _known(judged: Judged, label: str) -> Judged:
    return judged.where(lambda record, _: label in record.labels)


def _scored(held_out: Judged, label: str) -> Scored:
    known = _known(held_out, label)
    return Scored(label, known.truth(label), known.scores(label))


def _advertisements(records: Iterable[Record]) -> list[Record]:
    """Return gambling advertisements with their disguise undone, to be disguised anew."""
    own = [record for record in records if record.labels.get(GAMBLING) == 1]
    undone = [replace(r, body=unicodedata.normalize("NFKC", r.body), author_name="") for r in own]
    return [record for record in undone if brands(record.body)][:MOST_DISGUISED]


def _ordinary(results: Sequence[SetResult], judged: Mapping[str, Judged]) -> Slice:
    """Measure all ordinary comments of the spam sets as one."""
    kept = [
        judged[one.name].where(lambda record, _, label=one.label: record.labels[label] == 0)  # type: ignore[misc]  # the default binds the loop's value
        for one in results
        if one.label.startswith("spam")
    ]
    everything = Judged(
        records=tuple(record for part in kept for record in part.records),
        verdicts=tuple(verdict for part in kept for verdict in part.verdicts),
    )
    return measure("ordinary", everything, "spam", "spam")


def _official(held_out: Judged) -> dict[str, float]:
    """Return HateXplain's published measures on its official test part, and our annotations'."""
    found: dict[str, float] = {}
    test = _known(held_out, "abuse").where(lambda record, _: record.source == OFFICIAL)
    if test.records:
        bad, scores = test.truth("abuse"), test.scores("abuse")
        found["HateXplain, official test, macro-F1"] = float(
            f1_score(bad, scores >= 0.5, average="macro")
        )
        found["HateXplain, official test, ROC-AUC"] = float(roc_auc_score(bad, scores))
    ours = _known(held_out, "abuse").where(lambda record, _: ANNOTATED in record.kinds)
    if ours.records and ours.truth("abuse").any():
        found["Our annotations, held-out third, abuse ROC-AUC"] = float(
            roc_auc_score(ours.truth("abuse"), ours.scores("abuse"))
        )
    return found


def _fairness(judged: Mapping[str, Judged]) -> tuple[Fairness, ...]:
    if IDENTITY_SET not in judged:
        return ()
    return (Fairness(IDENTITY_SET, identity_gap(judged[IDENTITY_SET], "abuse")),)
