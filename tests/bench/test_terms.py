"""What a list of terms adds to reading and scoring a comment, in one run."""

import time
from collections.abc import Callable
from functools import partial

import pytest

from service.domain import Comment
from service.scoring.model import Model, load_model
from service.settings import Settings
from service.text.affixes import stems
from service.text.reading import Reading, read
from service.text.termset import TermSet
from tests.bench.comments import comments
from tests.bench.lists import terms
from tests.bench.report import record
from tests.bench.stopwatch import race

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

TERMS = 20_000
CALLS = 120
ROUNDS = 3


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(Settings().models_dir)


@pytest.mark.parametrize("kind", ["kinds", "words", "phrases", "affixed", "squeezed"])
def test_20_000_terms_cost_less_than_5_percent_of_scoring(kind: str, model: Model) -> None:
    listed = TermSet(terms(TERMS, kind, seed=4))
    written = comments(CALLS, seed=2)
    readings = [read(comment) for comment in written]

    asked = race(
        lambda call: model.score([read(written[call])]),
        lambda call: list(listed.find(readings[call].body)),
        calls=CALLS,
    )

    record(**{f"terms_20000_{kind}_share": 1 / asked.ratio})
    assert asked.ratio > 20


def test_words_that_were_never_met_cost_less_than_15_percent_of_scoring(model: Model) -> None:
    written = comments(CALLS, seed=6)
    readings = [read(comment) for comment in written]
    fresh = [TermSet(terms(TERMS, "affixed", seed=4)) for _ in range(ROUNDS)]

    scoring = min(_seconds(partial(_score, model, written)) for _ in range(ROUNDS))
    asking = min(_seconds(partial(_ask, listed, readings)) for listed in fresh)

    record(terms_20000_never_met_share=asking / scoring)
    assert asking / scoring < 0.15


def _score(model: Model, written: list[Comment]) -> None:
    for comment in written:
        model.score([read(comment)])


def _ask(listed: TermSet, readings: list[Reading]) -> None:
    stems.cache_clear()
    for reading in readings:
        list(listed.find(reading.body))


def _seconds(act: Callable[[], None]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
