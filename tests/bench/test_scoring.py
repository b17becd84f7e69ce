"""Reading, signals and scoring against the scikit-learn pipeline, in one run."""

import time
from dataclasses import replace

import pytest

from service.domain import Comment
from service.scoring.model import Model, load_model
from service.settings import Settings
from service.signals import DETECTORS
from service.signals.base import detect
from service.text.reading import read
from tests.bench.baseline import Baseline
from tests.bench.comments import comments
from tests.bench.report import record
from tests.bench.stopwatch import race
from tests.people import GAMBLING
from tests.scoring.models import arrays, manifest

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

BATCH = 256
BATCHES = 4


@pytest.fixture(scope="module")
def baseline() -> Baseline:
    return Baseline()


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model(Settings().models_dir)


@pytest.fixture(scope="module")
def many_labels() -> Model:
    """A model of 11 labels and 2 ** 19 columns, the largest that is planned."""
    labels = tuple(f"label {number}" for number in range(11))
    return Model(arrays(labels=11, bits=19), replace(manifest(bits=19), labels=labels))


@pytest.fixture(scope="module")
def written() -> list[Comment]:
    return comments(BATCH * BATCHES, seed=2)


def test_one_comment_read_with_all_signals_and_labels_is_8_times_faster(
    baseline: Baseline, model: Model, written: list[Comment]
) -> None:
    def judge(call: int) -> None:
        reading = read(written[call])
        detect(DETECTORS, written[call], reading)
        model.score([reading])

    single = race(lambda call: baseline.score([written[call].body]), judge, calls=60)

    record(
        single_p50_ratio=single.ratio,
        single_p50_us=single.ours * 1e6,
        single_p50_baseline_us=single.baseline * 1e6,
    )
    assert single.ratio >= 8


@pytest.mark.parametrize("labels", ["shipped", "eleven"])
def test_batches_are_scored_20_times_faster(
    labels: str, baseline: Baseline, written: list[Comment], request: pytest.FixtureRequest
) -> None:
    scorer: Model = request.getfixturevalue({"shipped": "model", "eleven": "many_labels"}[labels])
    batches = [written[start : start + BATCH] for start in range(0, len(written), BATCH)]
    texts = [[comment.body for comment in batch] for batch in batches]
    readings = [[read(comment) for comment in batch] for batch in batches]

    batch = race(
        lambda call: baseline.score(texts[call]),
        lambda call: scorer.score(readings[call]),
        calls=BATCHES,
    )

    suffix = {"shipped": "", "eleven": "_11_labels"}[labels]
    record(
        **{
            f"batch256{suffix}_ratio": batch.ratio,
            f"batch256{suffix}_per_second": BATCH / batch.ours,
            "batch256_baseline_per_second": BATCH / batch.baseline,
        }
    )
    assert batch.ratio >= 20


def test_batches_read_and_scored_are_faster_too(
    baseline: Baseline, model: Model, written: list[Comment]
) -> None:
    batches = [written[start : start + BATCH] for start in range(0, len(written), BATCH)]

    batch = race(
        lambda call: baseline.score([comment.body for comment in batches[call]]),
        lambda call: model.score([read(comment) for comment in batches[call]]),
        calls=BATCHES,
    )

    record(
        batch256_with_reading_ratio=batch.ratio,
        batch256_with_reading_per_second=BATCH / batch.ours,
    )
    assert batch.ratio >= 2


@pytest.mark.parametrize(("labels", "faster"), [("shipped", 1.7), ("eleven", 3)])
def test_labels_are_explained_together_faster_than_one_by_one(
    labels: str, faster: float, request: pytest.FixtureRequest
) -> None:
    scorer: Model = request.getfixturevalue({"shipped": "model", "eleven": "many_labels"}[labels])
    reading = read(GAMBLING)

    explained = race(
        lambda _: [scorer.explain(reading, [label]) for label in scorer.labels],
        lambda _: scorer.explain(reading, scorer.labels),
        calls=20,
    )

    record(**{f"explained_{labels}_labels_ratio": explained.ratio})
    assert explained.ratio >= faster


def test_a_comment_of_64_kib_is_scored_within_30_milliseconds(many_labels: Model) -> None:
    words = " ".join(comment.body for comment in comments(400, seed=3))
    long = read(Comment(words[: 64 * 1024]))
    taken = []
    for _ in range(9):
        start = time.perf_counter()
        many_labels.score([long])
        taken.append(time.perf_counter() - start)

    record(score_64_kib_ms=min(taken) * 1e3)

    assert min(taken) < 0.030
