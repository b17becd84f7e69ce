"""Every parser reads a tiny file of the form its corpus is published in."""

from pathlib import Path

import pytest

from training.errors import TrainingError
from training.parsers import PARSERS, agreement
from training.sources import WRITTEN, read_sources

FORMS = [
    ("judol", "a.csv", "comment_id,author,comment_text,label\n1,@a,Halo,1\n", {"spam": 1}),
    ("prdect", "a.csv", "Category,Customer Review\nBuku,Halo\n", {"spam": 0}),
    ("stif", "a.inf", "Halo\n\n", {"spam": 0}),
    ("tubespam", "a.csv", "COMMENT_ID,AUTHOR,DATE,CONTENT,CLASS\n1,b,,Halo,1\n", {"spam": 1}),
    ("sms", "SMS", "ham\tHalo\n", {"spam": 0}),
    ("davidson", "a.csv", ",count,class,tweet\n0,3,1,Halo\n", {"abuse": 1, "hate": 0}),
    ("davidson", "b.csv", ",count,class,tweet\n0,3,0,Halo\n", {"abuse": 1, "hate": 1}),
    ("hatexplain", "test.csv", "text\tlabel\nHalo\tnormal\n", {"abuse": 0, "hate": 0}),
    ("hatexplain", "a.csv", "text\tlabel\nHalo\toffensive\n", {"abuse": 1, "hate": 0}),
    ("hatexplain", "b.csv", "text\tlabel\nHalo\thatespeech\n", {"abuse": 1, "hate": 1}),
    ("robtest", "test.csv", "sentence,label\nHalo,1\n", {"abuse": 1}),
    ("context_toxicity", "a.csv", "id,tox,text,parent\n1,0.0,Halo,Ya\n", {"abuse": 0}),
    (
        "context_toxicity",
        "b.csv",
        "text,parent_text,label_oc,label_ic\nHalo,Ya,0,1\n",
        {"abuse": 1},
    ),
    ("toxic_spans", "a.csv", 'spans,text\n"[1, 2]",Halo\n', {"abuse": 1}),
    ("toxic_spans", "b.csv", "spans,text\n[],Halo\n", {}),
    ("hatemoji", "a.csv", "entry_id,text,label_gold\n1,Halo,0\n", {"abuse": 0, "hate": 0}),
    ("indotoxic", "a.csv", "id;text;label\n1;Halo;hate\n", {"abuse": 1}),
    (
        "indotoxic",
        "b.csv",
        "text,cyberbullying_type,source_dataset\nHalo,normal,indotoxic2024_x\nX,insult,other\n",
        {"abuse": 0},
    ),
]


@pytest.mark.parametrize(("parser", "name", "text", "labels"), FORMS)
def test_a_published_form_is_read(
    parser: str, name: str, text: str, labels: dict[str, int], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")

    records = list(PARSERS[parser](path, "tiny"))

    assert [(record.body, record.labels, record.source) for record in records] == [
        ("Halo", labels, "tiny")
    ]


def test_every_parser_that_a_source_names_exists_and_is_tested() -> None:
    named = {source.parser for source in read_sources().values()} - {WRITTEN}

    assert named == {form[0] for form in FORMS} | {"packaged"}
    assert named == set(PARSERS)


def test_a_post_of_hatexplain_bears_its_part_and_its_class(tmp_path: Path) -> None:
    path = tmp_path / "valid.csv"
    path.write_text("text\tlabel\nHalo\toffensive\n", encoding="utf-8")

    [record] = PARSERS["hatexplain"](path, "tiny")

    assert (record.published_split, record.kinds) == ("valid", ("offensive",))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "test.csv"
    path.write_text("what,label\nHalo,1\n", encoding="utf-8")

    with pytest.raises(TrainingError, match="sentence"):
        list(PARSERS["robtest"](path, "tiny"))


def test_a_file_that_is_not_utf_8_is_read_as_latin_1(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("spans,text\n[],café\n".encode("latin-1"))

    assert next(PARSERS["toxic_spans"](path, "tiny")).body == "café"


@pytest.mark.parametrize(
    ("votes", "weight"), [((), 1.0), ((1,), 1.0), ((1, 0), 0.25), ((1, 1, 1, 0), 0.5)]
)
def test_votes_that_disagree_count_for_less(votes: tuple[int, ...], weight: float) -> None:
    assert agreement(votes) == weight
