"""Moderators' decisions as a source: read, withdrawn, voted on, bounded."""

import json
import random
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.domain import Comment
from service.scoring.artefact import read_artefact
from service.scoring.model import Model
from service.text.reading import read
from tests.training.conftest import BRANDS, PITCH, PRAISE, sentence
from training.cli import cli
from training.decisions import CAPS, Caps, decided_records
from training.errors import TrainingError
from training.labels import LABELS
from training.records import Record

Line = Mapping[str, object]
GOOD = {"spam": 0, "abuse": 0}
GAMBLES = {"spam": 1, "spam/gambling": 1}
UNWRITTEN = ("--without", "saring-corpus", "--without", "saring-ordinary")


def decided(number: int, labels: Mapping[str, int], /, **changes: object) -> Line:
    return {
        "id": f"r{number:05}",
        "body": f"Komentar {'abcdefghij'[number % 10] * 3}",
        "author_name": "",
        "author_url": "",
        "article_title": "Resep soto",
        "language": "id",
        "labels": labels,
        "resolved_at": f"2026-11-23T09:00:00.{number:06}+00:00",
        "verdict": f"v{number:05}",
        "model": "2026.11.3",
        "overturns": False,
        "moderator": "rina",
        "site": "dapur",
        **changes,
    }


def written(path: Path, lines: Iterable[Line]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def records(tmp_path: Path, *lines: Line, caps: Caps = CAPS) -> list[Record]:
    return decided_records([written(tmp_path / "decided.jsonl", lines)], LABELS, caps)


def said(tmp_path: Path, *lines: Line) -> Mapping[str, int]:
    [record] = records(tmp_path, *(dict(line, body="Isi yang sama") for line in lines))
    return record.labels


def test_a_decision_is_a_record_with_everything_that_is_judged(tmp_path: Path) -> None:
    line = decided(1, GAMBLES, body="Hubungi a@b.example", author_name="X", author_url="https://x")

    [record] = records(tmp_path, line)

    assert (record.author_name, record.author_url, record.context) == (
        "X",
        "https://x",
        "Resep soto",
    )
    assert (record.source, record.language, record.weight) == ("decisions", "id", 1.0)
    assert record.body == "Hubungi nama@example.com"


def test_what_is_approved_bears_nothing_and_what_is_marked_bears_its_whole(tmp_path: Path) -> None:
    good, bad = (said(tmp_path, decided(1, labels)) for labels in (GOOD, {"abuse/insult": 1}))

    assert good == dict.fromkeys(set(LABELS) - {"abuse/profanity"}, 0)
    assert bad == {"abuse": 1, "abuse/insult": 1}


@pytest.mark.parametrize("swapped", [False, True])
def test_what_any_file_withdraws_is_dropped(tmp_path: Path, *, swapped: bool) -> None:
    files = [
        written(tmp_path / "old.jsonl", [decided(1, GAMBLES), decided(2, GOOD)]),
        written(tmp_path / "new.jsonl", [{"withdrawn": "r00001"}, {"withdrawn": "unknown"}]),
    ]

    found = decided_records(files[::-1] if swapped else files, LABELS)

    assert [record.body for record in found] == [decided(2, GOOD)["body"]]


def test_the_same_decision_in_several_exports_counts_once(tmp_path: Path) -> None:
    files = [written(tmp_path / f"{n}.jsonl", [decided(1, GOOD)]) for n in range(3)]

    assert len(decided_records(files, LABELS)) == 1


def test_of_two_decisions_on_one_verdict_the_newer_counts(tmp_path: Path) -> None:
    newer, older = decided(2, GOOD, verdict="v"), decided(1, GAMBLES, verdict="v")

    assert said(tmp_path, newer, older)["spam"] == 0


def test_records_come_in_one_order_whatever_the_files(tmp_path: Path) -> None:
    lines = [decided(number, GOOD) for number in range(10)]

    assert records(tmp_path, *lines) == records(tmp_path, *reversed(lines))


def test_contradictions_cancel_out(tmp_path: Path) -> None:
    labels = said(
        tmp_path,
        decided(1, GAMBLES, moderator="rina"),
        decided(2, GOOD, moderator="siti"),
        decided(3, {"abuse": 0}, moderator="budi"),
    )

    assert not {"spam", "spam/gambling"} & labels.keys()
    assert labels["abuse"] == 0


def test_most_moderators_have_their_way(tmp_path: Path) -> None:
    lines = [decided(n, GAMBLES, moderator=name) for n, name in enumerate(("rina", "siti"))]

    labels = said(tmp_path, *lines, decided(9, GOOD, moderator="budi"))

    assert (labels["spam"], labels["spam/gambling"]) == (1, 1)


def test_one_moderator_has_one_vote_on_a_text_however_often(tmp_path: Path) -> None:
    many = [decided(number, GOOD, moderator="budi") for number in range(10, 30)]
    others = [decided(n, GAMBLES, moderator=name) for n, name in enumerate(("rina", "siti"))]

    assert said(tmp_path, *many, *others)["spam"] == 1


def test_ten_thousand_labels_that_contradict_each_other_leave_one_text_unjudged(
    tmp_path: Path,
) -> None:
    lines = [
        decided(number, (GOOD, GAMBLES)[number % 2], body=f"Komentar {number % 10}", moderator="m")
        for number in range(10_000)
    ]

    [record] = records(tmp_path, *lines)

    assert not {"spam", "spam/gambling"} & record.labels.keys()


def test_a_name_that_advertises_is_not_what_the_same_text_is_under_another(tmp_path: Path) -> None:
    honest = decided(1, GOOD, body="Bagus", author_name="Siti")
    advert = decided(2, GAMBLES, body="Bagus", author_name="PULAU777")

    found = records(tmp_path, honest, advert)

    assert {record.author_name: record.labels["spam"] for record in found} == {
        "Siti": 0,
        "PULAU777": 1,
    }


def test_nobodys_decisions_count_on_more_than_so_many_texts(tmp_path: Path) -> None:
    lines = [decided(number, GOOD) for number in range(10)]
    other = decided(10, GOOD, body="Yang lain", moderator="siti")

    found = records(tmp_path, *lines, other, caps=Caps(moderator=3, site=100))

    assert len(found) == 4
    assert "Yang lain" in {record.body for record in found}


def test_no_site_gives_more_than_so_many_records(tmp_path: Path) -> None:
    lines = [decided(number, GOOD, moderator=str(number)) for number in range(10)]
    other = decided(10, GOOD, body="Yang lain", site="kebun")

    found = records(tmp_path, *lines, other, caps=Caps(moderator=100, site=3))

    assert len(found) == 4
    assert "Yang lain" in {record.body for record in found}


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"{",
        b"[]",
        b"null",
        b'"withdrawn"',
        b"[" * 100_000,
        b'{"withdrawn": 1}',
        json.dumps(decided(1, {"spam": 2})).encode(),
        json.dumps(decided(1, GOOD, body=None)).encode(),
        json.dumps(decided(1, GOOD, labels=["spam"])).encode(),
        b"\xff\xfe",
    ],
)
def test_what_is_no_export_is_refused_by_its_line_and_not_repeated(
    tmp_path: Path, line: bytes
) -> None:
    path = written(tmp_path / "decided.jsonl", [decided(1, GOOD)])
    path.write_bytes(path.read_bytes() + line)

    with pytest.raises(TrainingError, match=r"line 2 is nothing that `saring export` writes"):
        decided_records([path], LABELS)


def test_a_missing_file_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="cannot be read"):
        decided_records([tmp_path / "none.jsonl"], LABELS)


def test_halves_of_surrogate_pairs_are_read(tmp_path: Path) -> None:
    [record] = records(tmp_path, decided(1, GOOD, body="a\ud83d", author_name="\udc00"))

    assert record.body == "a\ud83d"


def train(data: Path, recipe: Path, out: Path, *words: object) -> Model:
    asked = ("train", "--data", data, "--recipe", recipe, "--out", out, *UNWRITTEN, *words)
    result = CliRunner().invoke(cli, [str(word) for word in asked])
    assert result.exit_code == 0, result.output
    return Model(*read_artefact(out))


def spam(model: Model, body: str) -> float:
    return model.score([read(Comment(body))])[0]["spam"]


@pytest.fixture(scope="module")
def plain(tiny_data: Path, tiny_recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> Model:
    return train(tiny_data, tiny_recipe, tmp_path_factory.mktemp("plain") / "2026.11.7")


def test_a_model_learns_what_moderators_decided(
    plain: Model, tiny_data: Path, tiny_recipe: Path, tmp_path: Path
) -> None:
    rng = random.Random(3)
    words = ("obat", "pelangsing", "herbal", "ampuh", "langsing", "kapsul")
    bodies = [f"{' '.join(rng.choices(words, k=6))} murah" for _ in range(80)]
    lines = [
        decided(number, {"spam": 1}, body=body, moderator=str(number % 5))
        for number, body in enumerate(bodies)
    ]
    path = written(tmp_path / "decided.jsonl", lines)

    taught = train(tiny_data, tiny_recipe, tmp_path / "2026.11.8", "--decisions", path)

    asked = "obat herbal pelangsing ampuh kapsul langsing"
    assert spam(plain, asked) < 0.5 < spam(taught, asked)
    sources = {one.name: one.licence for one in taught.manifest.sources}
    assert sources["decisions"] == "not published"


def test_a_moderator_who_flips_everything_does_not_turn_the_model(
    plain: Model,
    tiny_data: Path,
    tiny_recipe: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The tiny world has a hundredth of the records of the real one, so he may have as much of it.
    capped = partial(decided_records, caps=Caps(moderator=10, site=100))
    monkeypatch.setattr("training.workshop.decided_records", capped)
    rng = random.Random(4)
    lines = [
        decided(number, GOOD, body=f"{sentence(rng, PITCH)} {rng.choice(BRANDS)}", moderator="x")
        if number % 2
        else decided(number, GAMBLES, body=sentence(rng, PRAISE, 6), moderator="x")
        for number in range(3000)
    ]
    path = written(tmp_path / "decided.jsonl", lines)

    turned = train(tiny_data, tiny_recipe, tmp_path / "2026.11.8", "--decisions", path)

    asked = random.Random(5)
    bad = [f"{sentence(asked, PITCH)} {asked.choice(BRANDS)}" for _ in range(50)]
    good = [sentence(asked, PRAISE, 6) for _ in range(50)]
    for model in (plain, turned):
        assert min(spam(model, body) for body in bad) > max(spam(model, body) for body in good)
