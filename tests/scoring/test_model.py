"""A model scores one reading or many, the same either way."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.scoring.model import Model, load_model
from service.settings import Settings
from service.text.reading import Reading
from tests.scoring.models import LABELS, arrays, manifest, model, reading, readings

MODEL = model()


@settings(deadline=None)
@given(st.lists(readings, max_size=6))
def test_a_reading_scores_the_same_alone_as_among_others(several: list[Reading]) -> None:
    together = MODEL.logits(several).tolist()

    alone = [MODEL.logits([one])[0].tolist() for one in several]

    assert together == alone


def test_a_hundred_readings_score_as_one_by_one() -> None:
    several = [
        reading("gacor parah bos " * (number % 7), f"Budi {number}") for number in range(100)
    ]

    assert MODEL.score(several) == [MODEL.score([one])[0] for one in several]


@settings(deadline=None)
@given(readings)
def test_every_label_gets_a_probability(one: Reading) -> None:
    [scores] = MODEL.score([one])

    assert tuple(scores) == LABELS
    assert all(0 <= score <= 1 and score == round(score, 4) for score in scores.values())


def test_an_empty_comment_is_scored_by_the_intercepts_alone() -> None:
    assert MODEL.logits([reading("")]).tolist() == [arrays().intercepts.tolist()]


def test_no_comments_give_no_scores() -> None:
    assert MODEL.score([]) == []


def test_version_and_labels_are_those_of_the_manifest() -> None:
    named = Model(arrays(), manifest("2027.1.3"))

    assert (named.version, named.labels) == ("2027.1.3", LABELS)


def test_a_repeated_word_counts_by_its_logarithm() -> None:
    often, oftener = (MODEL.logits([reading("gacor " * times)]) for times in (2000, 4000))

    assert abs(often - oftener).max() < 0.1


def test_a_comment_of_64_kib_is_scored_whole() -> None:
    long = "kata " * 13_000

    assert MODEL.score([reading(long + "gacor")]) != MODEL.score([reading(long)])


def test_the_shipped_model_tells_an_advertisement_from_thanks() -> None:
    shipped = load_model(Settings().models_dir)

    thanks, advertisement = shipped.score(
        [
            reading("Terima kasih infonya, sangat membantu"),
            reading("Modal receh di pulau777 bisa WD jutaan, gacor parah"),
        ]
    )

    assert thanks["spam"] < 0.5 < advertisement["spam"]


@pytest.mark.parametrize("library", ["sklearn", "scipy", "pandas"])
def test_scoring_does_not_import_the_libraries_of_training(library: str) -> None:
    program = f"import sys, service.scoring.model; sys.exit({library!r} in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
