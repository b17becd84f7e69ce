"""Make a model: records in, calibrated arrays and bands out.

Every figure that is chosen here (calibration, bands) comes from logits that a record got from a
model which had seen neither its template nor, for some sources, anything of its source.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from service.policy import Band
from service.scoring.artefact import Arrays
from training.augment import additions, with_authors
from training.calibrate import Knots, calibrate
from training.errors import TrainingError
from training.metrics import Flags, Floats, calibration_error
from training.pipeline import Features, Line, annotated, fit, out_of_fold
from training.recipe import Recipe
from training.records import GENERATED, Record, complete
from training.splits import FOLDS, Placed, bucket, fitted, held_out
from training.thresholds import bands
from training.written import read_lines, spelled_out

Step = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Records ready for fitting, each with its fold, and those that are only measured on."""

    fitted: tuple[Record, ...]
    folds: NDArray[np.int64]
    held_out: tuple[Record, ...]
    seen: frozenset[str]


@dataclass(frozen=True, slots=True)
class LabelFit:
    """One label: its line, its calibration, how far that is off out of fold, and the calibrated
    out-of-fold scores of ordinary comments by language."""

    line: Line
    calibration: Knots
    calibration_error: float
    annotated: int
    bad: int
    ordinary: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Trained:
    """A model before it is written: arrays for the service, bands by preset and label."""

    arrays: Arrays
    presets: Mapping[str, Mapping[str, Band]]
    labels: Mapping[str, LabelFit]


def assemble(placed: Sequence[Placed], recipe: Recipe) -> Corpus:
    """Give authors to records and add the generated ones, in the fold of what they came from."""
    rng = random.Random(recipe.seed)  # noqa: S311 -- repeatable, not secret
    train, test = fitted(placed), held_out(placed)
    plan = recipe.augmentation
    by_fold: list[tuple[Record, int]] = []
    for fold in range(FOLDS):
        own = [one.record for one in train if one.fold == fold]
        share = replace(
            plan, name_only=plan.name_only // FOLDS, plain_twins=plan.plain_twins // FOLDS
        )
        by_fold += [(record, fold) for record in with_authors(own, plan, rng)]
        by_fold += [(record, fold) for record in additions(own, share, rng)]
        by_fold += [(record, fold) for record in _written(fold, recipe, rng)]
    return Corpus(
        fitted=tuple(record for record, _ in by_fold),
        folds=np.array([fold for _, fold in by_fold], dtype=np.int64),
        held_out=tuple(with_authors([one.record for one in test], plan, rng)),
        seen=frozenset(one.template for one in train),
    )


def _written(fold: int, recipe: Recipe, rng: random.Random) -> list[Record]:
    """Return the comments written for this project whose line belongs to `fold`."""
    own = [line for line in read_lines() if bucket(line.text, FOLDS, "fold") == fold]
    spelled = [
        record for line in own for record in spelled_out(line, recipe.augmentation.written, rng)
    ]
    return [
        replace(record, labels=complete(record.labels, recipe.labels))
        for record in with_authors(spelled, recipe.augmentation, rng)
    ]


def train(corpus: Corpus, recipe: Recipe, step: Step = lambda: None) -> Trained:
    """Fit, calibrate and band every label of `recipe`; `step` is called after the reading and after
    every fit."""
    features = Features(corpus.fitted, recipe.bits, recipe.namespaces)
    step()
    fits = {label: _fit_label(corpus, features, recipe, label, step) for label in recipe.labels}
    arrays = Arrays.of(
        features.idf,
        np.stack([one.line.weights for one in fits.values()]),
        [one.line.intercept for one in fits.values()],
        features.namespace_weights,
    )
    ordinary = {label: one.ordinary for label, one in fits.items()}
    return Trained(
        arrays=arrays.calibrated(
            [(one.calibration.logits, one.calibration.becomes) for one in fits.values()]
        ),
        presets={
            name: bands(ordinary, recipe.shares, promise)
            for name, promise in recipe.presets.items()
        },
        labels=fits,
    )


def _fit_label(
    corpus: Corpus, features: Features, recipe: Recipe, label: str, step: Step
) -> LabelFit:
    known = annotated(corpus.fitted, label, recipe.weights)
    if known.bad.all() or not known.bad.any():
        raise TrainingError(f"{label} needs comments that bear it and comments that do not")
    penalty = recipe.penalty[label]
    groups = groups_left_out(corpus, recipe.apart[label])
    logits = out_of_fold(features.fitted, known, penalty, groups, step)
    line = fit(features.fitted, known, penalty)
    step()
    records = [corpus.fitted[row] for row in known.rows]
    real = np.array([GENERATED not in record.kinds for record in records], dtype=np.bool_)
    halves = np.array([bucket(record.body, 2, "half") == 0 for record in records], dtype=np.bool_)
    calibration = calibrate(logits[real], known.bad[real], known.weights[real], halves[real])
    chances = calibration.chances(logits)
    plain = real & ~known.bad & _from(records, recipe.ordinary[label])
    return LabelFit(
        line=line,
        calibration=calibration,
        calibration_error=calibration_error(known.bad[real], chances[real]),
        annotated=int(real.sum()),
        bad=int((known.bad & real).sum()),
        ordinary=_by_language(records, chances, plain),
    )


def groups_left_out(corpus: Corpus, apart: frozenset[str]) -> NDArray[np.int64]:
    """Return for each fitted record which others its model must not see: its fold, or its source
    where that is to be kept `apart`."""
    own = {name: FOLDS + place for place, name in enumerate(sorted(apart))}
    sources = [record.source for record in corpus.fitted]
    return np.array(
        [own.get(name, fold) for name, fold in zip(sources, corpus.folds.tolist(), strict=True)]
    )


def _by_language(records: Sequence[Record], chances: Floats, kept: Flags) -> dict[str, Floats]:
    languages = np.array([record.language for record in records])
    return {
        str(language): chances[kept & (languages == language)]
        for language in np.unique(languages[kept])
    }


def _from(records: Sequence[Record], names: frozenset[str]) -> Flags:
    return np.array([record.source in names for record in records], dtype=np.bool_)
