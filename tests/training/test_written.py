import json
import random
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.training.conftest import line
from training.labels import LABELS
from training.written import (
    EVERYDAY,
    INVENTED,
    LOOKS_LIKE,
    RESERVED,
    Line,
    lively,
    read_lines,
    written_records,
)

PITCH = line(
    "Pinjaman cepat di danaku.example, WA 0812-5550-1234",
    author_name="Dana Kilat 5550",
    author_url="https://danaku.example/ajukan",
    article_title="Cara Menabung",
)


@pytest.fixture
def rng() -> random.Random:
    return random.Random(3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus of two everyday lines and one scam."""
    scam = replace(PITCH, labels=("spam/scam",))
    shelves = {
        "ordinary.en": [line("nice recipe", lang="en")],
        "ordinary.id": [line("resepnya enak")],
        "scam.id": [scam],
    }
    for kind, lines in shelves.items():
        rows = [json.dumps(asdict(one)) + "\n" for one in lines]
        (tmp_path / f"{kind}.jsonl").write_text("".join(rows), encoding="utf-8")
    return tmp_path


def test_invented_addresses_get_an_ending_of_the_world(rng: random.Random) -> None:
    changed = {lively("lihat danaku.example/ajukan ya", rng) for _ in range(60)}

    assert all(one.startswith("lihat danaku.") and one.endswith("/ajukan ya") for one in changed)
    assert not any(RESERVED.search(one) for one in changed)
    assert len(changed) > 5


def test_addresses_of_one_text_get_the_same_ending(rng: random.Random) -> None:
    changed = lively("satu.example dua.example", rng)

    one, other = changed.split()
    assert one.removeprefix("satu") == other.removeprefix("dua")


@pytest.mark.parametrize("text", ["for example this", "satu.examples", "example.com", "a.exam"])
def test_other_words_than_the_reserved_ending_stay(text: str, rng: random.Random) -> None:
    assert lively(text, rng) == text


def test_invented_telephone_numbers_get_other_digits(rng: random.Random) -> None:
    changed = {lively("WA 0812-5550-1234", rng) for _ in range(60)}

    assert all(one.startswith("WA 0812-") and one.endswith("-1234") for one in changed)
    assert {len(one) for one in changed} == {len("WA 0812-5550-1234")}
    assert len(changed) > 50


def test_every_telephone_number_gets_digits_of_its_own(rng: random.Random) -> None:
    one, other = lively("08125550 08125550", rng).split()

    assert one != other


def test_a_line_is_made_lively_the_same_way_each_time() -> None:
    assert PITCH.record == PITCH.record


def test_another_line_is_made_lively_another_way() -> None:
    bodies = {replace(PITCH, article_title=str(n)).record.body for n in range(20)}

    assert len(bodies) == 20


def test_the_name_and_the_address_of_an_author_are_made_lively_too() -> None:
    record = PITCH.record

    assert not INVENTED.search(record.author_name)
    assert not RESERVED.search(record.author_url)


def test_a_record_holds_what_a_line_says() -> None:
    record = line("resepnya enak", author_name="Rina", article_title="Soto", lang="su").record

    assert record.body == "resepnya enak"
    assert (record.author_name, record.context, record.language) == ("Rina", "Soto", "su")
    assert record.function == "made up"


def test_every_label_of_a_written_line_is_known() -> None:
    insult = replace(line("dasar tolol"), labels=("abuse/insult",))

    assert {label for label, value in insult.record.labels.items() if value} == {
        "abuse",
        "abuse/insult",
    }
    assert set(insult.record.labels) == set(LABELS)


@pytest.mark.parametrize("field", ["body", "author_name", "author_url", "article_title"])
def test_a_digest_is_of_everything_that_a_reader_sees(field: str) -> None:
    assert line("halo").sha256 != line("halo", **{field: "lain"}).sha256


@pytest.mark.parametrize("field", ["lang", "register", "note"])
def test_a_digest_is_of_nothing_else(field: str) -> None:
    assert line("halo").sha256 == line("halo", **{field: "lain"}).sha256


def test_lines_come_with_the_name_of_their_file(folder: Path) -> None:
    found: list[tuple[str, Line]] = list(read_lines(folder))

    assert [kind for kind, _ in found] == ["ordinary.en", "ordinary.id", "scam.id"]
    assert found[2][1] == replace(PITCH, labels=("spam/scam",))


def test_everyday_comments_are_a_source_of_their_own(folder: Path) -> None:
    records = written_records(EVERYDAY, folder)

    assert [record.body for record in records] == ["nice recipe", "resepnya enak"]
    assert {record.source for record in records} == {EVERYDAY}


def test_all_other_comments_look_like_something(folder: Path) -> None:
    [record] = written_records(LOOKS_LIKE, folder)

    assert record.labels["spam/scam"] == 1
    assert record.source == LOOKS_LIKE


def test_a_line_with_a_field_too_many_is_refused(folder: Path) -> None:
    row = {**asdict(line("halo")), "mood": "good"}
    (folder / "ordinary.id.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")

    with pytest.raises(TypeError, match="mood"):
        list(read_lines(folder))
