"""Make a model: records in, calibrated arrays and bands out.

Every figure that is chosen here (calibration, bands) comes from logits that a record got from a
model which had seen neither its template nor, for some sources, anything of its source.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # ships no types

from service.policy import Band, preset_bands
from service.presets import PRESETS
from service.scoring.artefact import Arrays
from service.scoring.manifest import Curve
from service.signals import DETECTORS
from service.signals.base import detect
from service.text.reading import read
from training.augment import additions, with_authors
from training.calibrate import Knots, calibrate
from training.errors import TrainingError
from training.metrics import Floats, at_prior, calibration_error
from training.pipeline import Features, Line, annotated, fit, out_of_fold
from training.recipe import Recipe
from training.records import GENERATED, Record
from training.splits import FOLDS, Placed, bucket, fitted, held_out, template
from training.thresholds import Ordinary, bands, promises

FITS_AT_ONCE = 2
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
    out-of-fold scores of the ordinary comments that bands are computed on."""

    line: Line
    calibration: Knots
    calibration_error: float
    annotated: int
    bad: int
    ordinary: Floats


@dataclass(frozen=True, slots=True)
class Trained:
    """A model before it is written: arrays for the service, bands by preset and label, and what
    a promise costs by label."""

    arrays: Arrays
    presets: Mapping[str, Mapping[str, Band]]
    promises: Mapping[str, Curve]
    labels: Mapping[str, LabelFit]


def assemble(placed: Sequence[Placed], recipe: Recipe) -> Corpus:
    """Give authors to records and add the generated ones, in the fold of what they came from.

    A generated record may fall on a template that is held out, which is then held out no longer.
    """
    rng = random.Random(recipe.seed)  # noqa: S311 -- repeatable, not secret
    train, test = fitted(placed), held_out(placed)
    plan = recipe.augmentation
    seen = {one.template for one in train}
    by_fold: list[tuple[Record, int]] = []
    for fold in range(FOLDS):
        own = [one.record for one in train if one.fold == fold]
        share = replace(
            plan,
            name_only=plan.name_only // FOLDS,
            plain_twins=plan.plain_twins // FOLDS,
            half_hidden=plan.half_hidden // FOLDS,
        )
        by_fold += [(record, fold) for record in with_authors(own, plan, rng)]
        added = list(additions(own, share, rng))
        by_fold += [(record, fold) for record in added]
        seen |= {template(record.body) for record in added}
    unseen = [one.record for one in test if one.template not in seen]
    return Corpus(
        fitted=tuple(record for record, _ in by_fold),
        folds=np.array([fold for _, fold in by_fold], dtype=np.int64),
        held_out=tuple(with_authors(unseen, plan, rng)),
        seen=frozenset(seen),
    )


def train(corpus: Corpus, recipe: Recipe, step: Step = lambda: None) -> Trained:
    """Fit, calibrate and band every label of `recipe`; `step` is called after the reading and after
    every fit."""
    features = Features(corpus.fitted, recipe.bits, recipe.namespaces)
    step()
    pool = ordinary_rows(corpus, recipe)
    with ThreadPoolExecutor(FITS_AT_ONCE) as threads, threadpool_limits(1):
        fitted = threads.map(
            lambda label: _fit_label(corpus, features, recipe, label, pool, step), recipe.labels
        )
        fits = dict(zip(recipe.labels, fitted, strict=True))
    arrays = Arrays.of(
        features.idf,
        np.stack([one.line.weights for one in fits.values()]),
        [one.line.intercept for one in fits.values()],
        features.namespace_weights,
    )
    ordinary = _ordinary([corpus.fitted[row] for row in pool.tolist()], fits)
    return Trained(
        arrays=arrays.calibrated(
            [(one.calibration.logits, one.calibration.becomes) for one in fits.values()]
        ),
        presets={
            name: bands(ordinary, recipe.shares, name, promise)
            for name, promise in recipe.presets.items()
        },
        promises=promises(ordinary),
        labels=fits,
    )


def ordinary_rows(corpus: Corpus, recipe: Recipe) -> NDArray[np.int64]:
    """Return the fitted records that bands are computed on.

    They come from the sources that the recipe names. A label that nobody annotated counts as not
    borne: what is bad all the same is then taken for a mistake, so bands err on the safe side.
    """
    return np.array(
        [
            row
            for row, record in enumerate(corpus.fitted)
            if record.source in recipe.ordinary
            and GENERATED not in record.kinds
            and not any(record.labels.get(label) == 1 for label in recipe.shares)
        ],
        dtype=np.int64,
    )


def _ordinary(records: Sequence[Record], fits: Mapping[str, LabelFit]) -> Ordinary:
    comments = [record.comment for record in records]
    noticed = [detect(DETECTORS, comment, read(comment)) for comment in comments]
    held = {
        name: np.array(
            [bool(preset_bands(name, {}).reasons(one, {})) for one in noticed], dtype=np.bool_
        )
        for name in PRESETS
    }
    scores = {label: one.ordinary for label, one in fits.items()}
    return Ordinary(scores, tuple(record.language for record in records), held)


def _fit_label(
    corpus: Corpus,
    features: Features,
    recipe: Recipe,
    label: str,
    pool: NDArray[np.int64],
    step: Step,
) -> LabelFit:
    known = annotated(corpus.fitted, label, recipe.weights)
    if known.bad.all() or not known.bad.any():
        raise TrainingError(f"{label} needs comments that bear it and comments that do not")
    penalty = recipe.penalty[label]
    groups = groups_left_out(corpus, recipe.apart)
    asked = np.union1d(known.rows, pool)
    unseen = out_of_fold(features.fitted, known, penalty, groups, asked, step)
    line = fit(features.fitted, known, penalty)
    step()
    records = [corpus.fitted[row] for row in known.rows]
    real = np.array([GENERATED not in record.kinds for record in records], dtype=np.bool_)
    halves = np.array([bucket(record.body, 2, "half") == 0 for record in records], dtype=np.bool_)
    logits = unseen[np.searchsorted(asked, known.rows)][real]
    bad = known.bad[real]
    weights = at_prior(bad, known.weights[real], recipe.prior[label])
    calibration = calibrate(logits, bad, weights, halves[real])
    return LabelFit(
        line=line,
        calibration=calibration,
        calibration_error=calibration_error(bad, calibration.chances(logits), weights),
        annotated=len(bad),
        bad=int(bad.sum()),
        ordinary=calibration.chances(unseen[np.searchsorted(asked, pool)]),
    )


def groups_left_out(corpus: Corpus, apart: Sequence[frozenset[str]]) -> NDArray[np.int64]:
    """Return for each fitted record which others its model must not see: its fold, or the sources
    that are to be kept `apart` together with its own."""
    own = {name: FOLDS + place for place, together in enumerate(apart) for name in together}
    sources = [record.source for record in corpus.fitted]
    return np.array(
        [own.get(name, fold) for name, fold in zip(sources, corpus.folds.tolist(), strict=True)]
    )
