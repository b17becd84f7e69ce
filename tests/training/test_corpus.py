"""The comments written for this project, as they ship: enough of them, various, and read twice."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
from sklearn.metrics import cohen_kappa_score

from training.labels import CODES, LABELS
from training.sources import UNCLEAR, Use, evaluation_records, read_sources
from training.survey import RUN, near_duplicates, repeated, sharing_runs, variety
from training.written import CORPUS, Line, read_lines

LEAST = {
    "promotion": 1200,
    "scam": 1200,
    "gambling": 800,
    "adult": 300,
    "abuse.id": 3000,
    "abuse.en": 600,
    "lookalike": 3500,
    "ordinary": 2400,
    "shapes": 580,
}
SHAPES, LEAST_OF_A_SHAPE = 29, 20
LEAST_VARIETY, LEAST_VOCABULARY = 0.95, 25_000
LEAST_AGREEMENT = 0.9
REGISTERS = {
    *("formal", "santai", "gaul", "alay", "campur", "en"),
    *("betawi", "jawa", "sunda", "melayu", "daerah"),
}
LANGUAGE = re.compile(r"[a-z]{2,3}(-latin)?")
DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the writer and an independent reader said of a line, and what was settled."""

    writer: str
    reader: str
    settled: str


# Condolences follow a fixed formula, so two of them may be alike.
FORMULA = "innalillahi wa inna ilaihi rajiun"


@pytest.fixture(scope="module")
def shelved() -> list[tuple[str, Line]]:
    """Every line with the name of its file."""
    return list(read_lines())


@pytest.fixture(scope="module")
def lines(shelved: list[tuple[str, Line]]) -> list[Line]:
    return [line for _, line in shelved]


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    with (CORPUS / "readings.csv").open(encoding="utf-8", newline="") as table:
        return {row.pop("line"): Reading(**row) for row in csv.DictReader(table)}


def kind_of(name: str) -> str:
    return name.partition(".")[0]


def worn(codes: str) -> set[str]:
    return {CODES[code] for code in codes}


def table(shelved: Iterable[tuple[str, Line]]) -> Iterable[str]:
    """Yield how many lines of each kind bear each label; `-` is none."""
    counts = Counter(
        (kind_of(name), label) for name, line in shelved for label in line.labels or ("-",)
    )
    kinds = sorted({kind for kind, _ in counts})
    yield f"{'':16}" + "".join(f"{kind:>10}" for kind in kinds)
    for label in (*CODES.values(), "-"):
        yield f"{label:16}" + "".join(f"{counts[kind, label] or '':>10}" for kind in kinds)


@pytest.mark.parametrize(("kind", "least"), LEAST.items())
def test_there_are_enough_lines_of_every_kind(
    kind: str, least: int, shelved: list[tuple[str, Line]]
) -> None:
    assert sum(kind in {name, kind_of(name)} for name, _ in shelved) >= least


def test_every_kind_has_its_least_number(shelved: list[tuple[str, Line]]) -> None:
    assert {kind_of(name) for name, _ in shelved} == {kind_of(kind) for kind in LEAST}


def test_every_shape_of_hate_and_of_its_innocent_twins_is_there(
    shelved: list[tuple[str, Line]],
) -> None:
    counts = Counter(line.note for name, line in shelved if kind_of(name) == "shapes")

    assert len(counts) == SHAPES
    assert {note: count for note, count in counts.items() if count < LEAST_OF_A_SHAPE} == {}


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_every_line_has_the_fields_of_a_written_line_and_no_other(path: Path) -> None:
    names = {field.name for field in fields(Line)}
    for text in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(text)

        assert set(row) == names
        assert all(isinstance(row[name], str) for name in names - {"labels"})
        assert all(isinstance(label, str) for label in row["labels"])


def test_every_line_says_something(lines: list[Line]) -> None:
    assert all(line.body.strip() and line.note.strip() for line in lines)


def test_every_label_is_a_part_that_the_taxonomy_knows(lines: list[Line]) -> None:
    found = {label for line in lines for label in line.labels}

    assert found == set(CODES.values())
    assert not [line for line in lines if len(set(line.labels)) < len(line.labels)]


def test_every_register_and_language_is_known(lines: list[Line]) -> None:
    assert {line.register for line in lines} == REGISTERS
    assert all(LANGUAGE.fullmatch(line.lang) for line in lines)


def test_a_line_bears_what_its_file_is_called(shelved: list[tuple[str, Line]]) -> None:
    for name, line in shelved:
        kind = kind_of(name)
        if kind in {"ordinary", "lookalike"}:
            assert line.labels == ()
        elif kind == "abuse":
            assert any(label.startswith("abuse/") for label in line.labels)
        elif kind != "shapes":
            assert f"spam/{kind}" in line.labels


def test_no_line_is_a_repeat(lines: list[Line]) -> None:
    assert repeated(lines) == []


def test_no_line_is_nearly_another(lines: list[Line]) -> None:
    near = [(one.body.lower(), other.body.lower()) for one, other, _ in near_duplicates(lines)]

    assert [pair for pair in near if not all(body.startswith(FORMULA) for body in pair)] == []
    assert len(near) <= 1


def test_lines_are_various(lines: list[Line]) -> None:
    found = variety(line.body for line in lines)

    assert found.distinct_trigrams >= LEAST_VARIETY
    assert found.vocabulary >= LEAST_VOCABULARY


def test_no_digest_stands_for_two_lines(lines: list[Line]) -> None:
    assert len({line.sha256[:16] for line in lines}) == len(lines)


def test_every_line_was_read_by_another_than_its_writer(
    lines: list[Line], readings: Mapping[str, Reading]
) -> None:
    assert [line.body for line in lines if line.sha256[:16] not in readings] == []


def test_every_line_ships_with_the_labels_that_were_settled(
    lines: list[Line], readings: Mapping[str, Reading]
) -> None:
    shipped = {line.sha256[:16]: line for line in lines}
    settled = {line: one.settled for line, one in readings.items() if one.settled != DROPPED}

    assert settled.keys() == shipped.keys()
    assert {key: worn(codes) for key, codes in settled.items()} == {
        key: set(line.labels) for key, line in shipped.items()
    }


@pytest.mark.parametrize(("code", "label"), CODES.items())
def test_writer_and_reader_agree_on_every_label(
    code: str, label: str, readings: Mapping[str, Reading]
) -> None:
    """Cohen's kappa over all lines that both judged, those that were dropped for it included.

    It is not one: a reading that never differs would be a copy.
    """
    both = [one for one in readings.values() if UNCLEAR not in one.writer + one.reader]

    kappa = cohen_kappa_score(
        [code in one.writer for one in both], [code in one.reader for one in both]
    )

    assert len(both) > 10_000
    assert LEAST_AGREEMENT <= kappa < 1, label


@pytest.mark.shared_data
@pytest.mark.timeout(300)  # about 20 s alone: all runs of 70,000 texts
def test_no_line_shares_a_run_with_a_text_that_is_measured_on(
    lines: list[Line], shared_data: Path
) -> None:
    kept = [source for source in read_sources().values() if source.use is Use.EVALUATE]
    texts = [
        record.body for source in kept for record in evaluation_records(source, shared_data, LABELS)
    ]

    assert (RUN, len(texts) > 60_000) == (40, True)
    assert [line.body for line in sharing_runs(lines, texts)] == []


def test_the_distribution_is_told(
    shelved: list[tuple[str, Line]], capsys: pytest.CaptureFixture[str]
) -> None:
    told = list(table(shelved))

    with capsys.disabled():
        print("", *told, sep="\n")  # noqa: T201 -- for people who read the tests' output
    assert len(told) == len(CODES) + 2
