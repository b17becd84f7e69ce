"""Looking up the past at a thousand to a million remembered comments and lessons: it stays flat.

Every figure is the time at one length over the time at FEW, measured in turns.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.domain import Comment, Past
from service.scoring.model import load_model
from service.settings import REPOSITORY
from service.signals import DETECTORS
from service.signals.base import detect
from service.store.history import StoredHistory
from service.text.reading import Reading, read
from tests.bench.memories import FEW, Memory, new_memory, of_the_wave
from tests.bench.report import record
from tests.bench.stopwatch import race
from tests.ledgers import LEDGER, NOW
from tests.people import BUDI, QUESTION
from tests.postgres import postgres_url, temporary_database

__all__ = ["postgres_url"]

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

LENGTHS = {"1e5": 10**5, "1e6": 10**6}
FLAT = 1.5
CALLS = 4
BATCH = 200

Asked = list[tuple[Comment, Reading]]


def asked(*comments: Comment) -> Asked:
    return [(comment, read(comment)) for comment in comments]


WAVE = [asked(of_the_wave(1000 + number)) for number in range(CALLS)]
NEW = [asked(Comment(f"{QUESTION.body} {number}" * 2, author=BUDI)) for number in range(CALLS)]
MIXED = [pair for number in range(BATCH) for pair in (WAVE + NEW)[number % (2 * CALLS)]]


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def memories(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Memory, Memory]]:
    """The kind of database, a memory of FEW comments and one that grows."""
    if request.param == "sqlite":
        folder = tmp_path_factory.mktemp("memories")
        yield "sqlite", short(file_in(folder, "short")), new_memory(file_in(folder, "long"))
        shutil.rmtree(folder)
        return
    server = request.getfixturevalue("postgres_url")
    with temporary_database(server) as one, temporary_database(server) as other:
        both = short(one), new_memory(other)
        yield "postgres", *both
        for memory in both:
            memory.engine.dispose()


@pytest.fixture(scope="module", params=list(LENGTHS))
def grown(
    request: pytest.FixtureRequest, memories: tuple[str, Memory, Memory]
) -> tuple[str, Memory, Memory]:
    """What to call the figures, the short memory and one of the length that is asked for."""
    kind, few, many = memories
    many.grow(LENGTHS[request.param])
    return f"history_{kind}_{request.param}", few, many


def file_in(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}.db"


def short(url: str) -> Memory:
    memory = new_memory(url)
    memory.grow(FEW)
    return memory


def look_up(memory: Memory, comments: Asked) -> list[Past]:
    return StoredHistory(memory.engine, memory.site, LEDGER.pseudonymiser, NOW).look_up(comments)


def ratio(few: Memory, many: Memory, comments: Callable[[int], Asked]) -> float:
    """Return how many times longer a look-up takes where much is remembered."""
    timed = race(
        lambda call: look_up(many, comments(call)), lambda call: look_up(few, comments(call)), CALLS
    )
    return timed.baseline / timed.ours


def test_looking_up_costs_the_same_however_much_is_remembered(
    grown: tuple[str, Memory, Memory],
) -> None:
    name, few, many = grown

    ratios = {
        f"{name}_new": ratio(few, many, lambda call: NEW[call]),
        f"{name}_wave": ratio(few, many, lambda call: WAVE[call]),
        f"{name}_batch": ratio(few, many, lambda _: MIXED),
    }

    record(**ratios)
    assert look_up(many, WAVE[0])[0].lesson > 0
    assert look_up(many, WAVE[0])[0].by_author == look_up(few, WAVE[0])[0].by_author == 100
    assert max(ratios.values()) <= FLAT


def test_looking_up_beside_judging(grown: tuple[str, Memory, Memory]) -> None:
    name, _, many = grown
    model = load_model(REPOSITORY / "models")

    def judge(pair: tuple[Comment, Reading]) -> None:
        comment, _ = pair
        reading = read(comment)
        detect(DETECTORS, comment, reading)
        model.score([reading])

    beside = {
        f"{name}_{kind}_beside_judging": race(
            lambda call, some=some: look_up(many, some[call]),  # type: ignore[misc]
            lambda call, some=some: judge(some[call][0]),  # type: ignore[misc]
            CALLS,
        ).ratio
        for kind, some in {"new": NEW, "wave": WAVE}.items()
    }

    record(**beside)
