from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from service.policy import NEVER
from service.presets import PRESETS
from training.metrics import Flags
from training.recipe import Recipe
from training.records import GENERATED, Record
from training.splits import FOLDS, place
from training.thresholds import Promise, upper_bound
from training.train import Corpus, Trained, assemble, groups_left_out, ordinary_rows, train
from training.workshop import Workshop

ORDINARY = Record("resep soto", {"spam": 0}, "prdect-id", sha256="1")


@pytest.fixture(scope="module")
def recipe(tiny_recipe: Path) -> Recipe:
    return Recipe.read(tiny_recipe)


@pytest.fixture(scope="module")
def tiny_corpus(tiny_data: Path, recipe: Recipe) -> Corpus:
    return Workshop(recipe, tiny_data, ("saring-corpus", "saring-ordinary")).corpus()


@pytest.fixture(scope="module")
def trained(tiny_corpus: Corpus, recipe: Recipe) -> Trained:
    return train(tiny_corpus, recipe)


def corpus(*records: Record) -> Corpus:
    return Corpus(records, np.arange(len(records)) % FOLDS, (), frozenset())


def wrong(trained: Trained, preset: str, decision: str) -> Flags:
    """Return which ordinary comments any label holds or rejects, as scored unseen."""
    stopped: list[Flags] = [
        one.ordinary >= getattr(trained.presets[preset][label], decision)
        for label, one in trained.labels.items()
    ]
    return np.asarray(np.logical_or.reduce(stopped))


@pytest.mark.parametrize(
    "other",
    [
        replace(ORDINARY, source="sms_spam"),
        replace(ORDINARY, kinds=(GENERATED,)),
        replace(ORDINARY, labels={"spam": 1}),
        replace(ORDINARY, labels={"spam": 0, "abuse": 1}),
    ],
)
def test_bands_are_computed_on_what_ordinary_people_wrote(other: Record, recipe: Recipe) -> None:
    assert ordinary_rows(corpus(other, ORDINARY, other), recipe).tolist() == [1]


def test_a_label_that_nobody_annotated_counts_as_not_borne(recipe: Recipe) -> None:
    assert ordinary_rows(corpus(replace(ORDINARY, labels={})), recipe).tolist() == [0]


def test_a_record_is_kept_from_the_model_that_scores_its_fold() -> None:
    groups = groups_left_out(corpus(*[ORDINARY] * 7), ())

    assert groups.tolist() == [0, 1, 2, 3, 4, 0, 1]


def test_sources_kept_apart_are_kept_from_each_others_model() -> None:
    apart = (frozenset({"prdect-id", "stif-indonesia"}), frozenset({"toxic_spans"}))
    records = [replace(ORDINARY, source=name) for name in ("stif-indonesia", "toxic_spans", "x")]

    groups = groups_left_out(corpus(ORDINARY, *records), apart)

    assert groups.tolist() == [FOLDS, FOLDS, FOLDS + 1, 3]


def test_what_was_generated_is_in_the_fold_of_what_it_came_from(tiny_corpus: Corpus) -> None:
    folds: dict[str, set[int]] = {}
    for record, fold in zip(tiny_corpus.fitted, tiny_corpus.folds.tolist(), strict=True):
        folds.setdefault(record.sha256, set()).add(fold)

    repeats = Counter(record.sha256 for record in tiny_corpus.fitted)
    assert max(repeats.values()) > 1
    assert {len(found) for found in folds.values()} == {1}


def test_nothing_generated_is_measured_on(tiny_corpus: Corpus) -> None:
    assert tiny_corpus.held_out
    assert not any(GENERATED in record.kinds for record in tiny_corpus.held_out)


def test_nothing_is_generated_from_what_is_measured_on(tiny_corpus: Corpus) -> None:
    kept = {record.sha256 for record in tiny_corpus.held_out}

    assert not kept & {record.sha256 for record in tiny_corpus.fitted}


def test_the_same_records_and_seed_assemble_the_same_corpus(recipe: Recipe) -> None:
    placed = place([Record(f"kata {a}{b}", {"spam": 0}, "x") for a in "abcd" for b in "efgh"], ())

    one, again = assemble(placed, recipe), assemble(placed, recipe)

    assert one.fitted == again.fitted
    assert one.held_out == again.held_out


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("decision", ["hold", "reject"])
def test_every_promise_is_kept_on_ordinary_comments(
    preset: str, decision: str, trained: Trained, recipe: Recipe
) -> None:
    found = wrong(trained, preset, decision)

    assert len(found) > 400
    promise = getattr(recipe.presets[preset], decision)
    assert upper_bound(int(found.sum()), len(found)) <= promise


def test_a_label_without_a_share_never_stops_a_comment(tiny_corpus: Corpus, recipe: Recipe) -> None:
    silent = replace(recipe, shares={**recipe.shares, "abuse": Promise(0, 0)})

    bands = train(tiny_corpus, silent).presets["strict"]["abuse"]

    assert (bands.hold, bands.reject) == (NEVER, NEVER)


def test_scores_come_true_on_a_blog_as_the_prior_describes_it(trained: Trained) -> None:
    assert all(one.calibration_error < 0.02 for one in trained.labels.values())


def test_every_fit_is_a_step(tiny_corpus: Corpus, recipe: Recipe) -> None:
    steps: list[None] = []

    train(tiny_corpus, recipe, lambda: steps.append(None))

    assert len(steps) == 1 + len(recipe.labels) * (1 + FOLDS + len(recipe.apart))
