"""Hold-out discipline: what is measured on was never fitted on.

Over a tiny world, and over the real corpora, which are not part of the repository.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from training.errors import HeldOutError
from training.labels import LABELS
from training.recipe import Recipe
from training.records import GENERATED, Record
from training.sources import Use, evaluation_records, read_sources, training_records
from training.splits import template, unseen
from training.train import Corpus
from training.workshop import Workshop

EVALUATION = sorted(name for name, one in read_sources().items() if one.use is Use.EVALUATE)
WRITTEN = ("saring-corpus", "saring-ordinary")


def folded(record: Record) -> str:
    return " ".join(record.body.casefold().split())


FORMS: Mapping[str, Callable[[Record], str]] = {
    "digest": lambda record: record.sha256,
    "text": folded,
    "template": lambda record: template(record.body),
}
"""How a text that was fitted on can be known again."""


@dataclass(frozen=True, slots=True)
class World:
    """A corpus as it is fitted on, and by name the evaluation texts that are measured on."""

    corpus: Corpus
    sources: Sequence[str]
    measured: Mapping[str, Sequence[Record]]

    def everything_measured(self) -> list[Record]:
        return [record for records in self.measured.values() for record in records]


def leaks(measured: Iterable[Record], corpus: Corpus, form: str) -> list[str]:
    """Return the bodies of the records `measured` that are among what `corpus` is fitted on."""
    known = {FORMS[form](record) for record in corpus.fitted}
    return [record.body for record in measured if FORMS[form](record) in known]


def made(workshop: Workshop, data: Path) -> World:
    """Return the world of one run; evaluation texts are chosen as a run chooses them."""
    corpus = workshop.corpus()
    sets = [
        source
        for source in read_sources().values()
        if source.use is Use.EVALUATE and (data / "eval" / f"{source.name}.jsonl.gz").is_file()
    ]
    return World(
        corpus,
        [source.name for source in workshop.sources],
        {one.name: unseen(evaluation_records(one, data, LABELS), corpus.seen) for one in sets},
    )


@pytest.fixture(
    scope="module",
    params=[
        "tiny",
        pytest.param(
            "real",
            marks=[
                pytest.mark.shared_data,
                pytest.mark.timeout(600),  # reading everything takes about 30 s alone
            ],
        ),
    ],
)
def world(request: pytest.FixtureRequest, tiny_recipe: Path) -> World:
    if request.param == "tiny":
        data: Path = request.getfixturevalue("tiny_data")
        return made(Workshop(Recipe.read(tiny_recipe), data, WRITTEN), data)
    data = request.getfixturevalue("shared_data")
    return made(Workshop(Recipe.read(), data), data)


def leaked(record: Record, form: str) -> Record:
    """Return `record` changed so that it can be known again by `form`, and under a new author."""
    changed = {
        "digest": record,
        "text": replace(record, sha256="", body=f"  {record.body.upper()}\n"),
        "template": replace(record, sha256="", body=f"{record.body} !!!"),
    }[form]
    return replace(changed, author_name="Rina", kinds=(*changed.kinds, GENERATED))


@pytest.mark.parametrize("form", FORMS)
def test_no_evaluation_text_that_is_measured_on_was_fitted_on(form: str, world: World) -> None:
    assert leaks(world.everything_measured(), world.corpus, form) == []


@pytest.mark.parametrize("form", FORMS)
def test_no_comment_held_out_of_training_was_fitted_on(form: str, world: World) -> None:
    assert world.corpus.held_out
    assert leaks(world.corpus.held_out, world.corpus, form) == []


@pytest.mark.parametrize("form", FORMS)
def test_an_evaluation_text_that_was_fitted_on_would_be_found(form: str, world: World) -> None:
    record = next(one for one in world.everything_measured() if one.body.isascii())
    copy = replace(world.corpus, fitted=(*world.corpus.fitted, leaked(record, form)))

    assert leaks([record], world.corpus, form) == []
    assert leaks([record], copy, form) == [record.body]


def test_generated_records_are_part_of_what_is_compared(world: World) -> None:
    generated = [one for one in world.corpus.fitted if GENERATED in one.kinds]

    assert generated
    assert leaks(generated[:100], world.corpus, "text") == [one.body for one in generated[:100]]


def test_given_names_are_on_what_is_compared(world: World) -> None:
    named = [one for one in world.corpus.fitted if one.author_name]

    assert len(named) > len(world.corpus.fitted) / 4


def test_every_set_keeps_texts_to_be_measured_on(world: World) -> None:
    assert all(world.measured.values())


def test_no_evaluation_set_is_a_source_of_a_run(world: World) -> None:
    assert not set(EVALUATION) & set(world.sources)


def test_no_record_of_an_evaluation_set_is_fitted_on(world: World) -> None:
    assert not set(EVALUATION) & {record.source for record in world.corpus.fitted}


@pytest.mark.shared_data
def test_every_evaluation_set_is_there_to_be_measured_on(shared_data: Path) -> None:
    assert {path.name.removesuffix(".jsonl.gz") for path in (shared_data / "eval").iterdir()} == {
        *EVALUATION
    }


@pytest.mark.parametrize("name", EVALUATION)
def test_records_of_an_evaluation_set_are_refused_to_training(name: str, tmp_path: Path) -> None:
    with pytest.raises(HeldOutError, match="may never be trained on"):
        list(training_records(read_sources(), [name], tmp_path, LABELS))
