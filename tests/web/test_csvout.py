"""CSV that no spreadsheet can take for formulas."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.csvout import BOM, Cell, attachment, lines, neutral

FORMULA = "=+-@＝＋－＠"
SPLITS = "\t\r\n;"
JAKARTA = timezone(timedelta(hours=7))


def written(*rows: Sequence[Cell]) -> str:
    return b"".join(lines(rows)).decode()


def read_back(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=delimiter))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("https://pulau777.example","klik")',
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "﹦1",
        "−1",
        " =1",
        "\u00a0=1",
        "\u3000＝1",
        "\u200b=1",
        "\u2060\ufeff=1",
        "\u202e=1",
        "\u00ad=1",
        "\u0301=1",
        "\U000e0041=1",
        "\u3164=1",
        "\u2800=1",
        "\x00=1",
        "\x1b=1",
        '"=1"',
        "'=1",
        "“=1”",
        " ' \u200b\" =1",
    ],
)
def test_a_text_that_might_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert neutral(text).startswith("'")
    assert neutral(text).count("'") == text.count("'") + 1


@pytest.mark.parametrize("text", ["\ttab", "\rcr", "\nlf", "\r\n", "\t=1", "\n\n=1"])
def test_a_text_that_begins_with_a_tab_or_a_line_break_gets_an_apostrophe(text: str) -> None:
    assert neutral(text).startswith("'")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("satu\n=1+1", "satu\n'=1+1"),
        ("satu\r\n+1", "satu\r\n'+1"),
        ("satu\t@x", "satu\t'@x"),
        ("satu;=1+1", "satu;'=1+1"),
        ('satu; "=1+1"', 'satu;\' "=1+1"'),
        ("satu\u2028=1", "satu\u2028'=1"),
    ],
)
def test_what_follows_a_break_is_made_neutral_too(text: str, expected: str) -> None:
    assert neutral(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "Terima kasih, ya", "a=b", "5-2", "surel@dapur.example", "  ", "«»", "😀 +1 ya", "#1"],
)
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text


@pytest.mark.parametrize("text", ["a\x00b", "a\x1b[31mb", "a\x7fb", "a\ud800b"])
def test_what_no_spreadsheet_can_hold_becomes_a_replacement_character(text: str) -> None:
    assert "\ufffd" in neutral(text)
    assert neutral(text).encode().decode().isprintable()


def test_our_numbers_stay_numbers() -> None:
    assert written([-5, 0.25, 0]) == f"{BOM}-5,0.25,0\r\n"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), None])
def test_what_is_no_number_is_left_empty(number: float | None) -> None:
    assert read_back(written(["a", number, "b"])) == [["a", "", "b"]]


def test_a_time_is_written_in_utc() -> None:
    moment = datetime(2026, 11, 23, 7, 5, 9, 999, tzinfo=JAKARTA)

    assert read_back(written([moment])) == [["2026-11-23 00:05:09"]]


def test_texts_are_quoted_and_quotes_doubled() -> None:
    assert written(['kata "orang", ya']) == f'{BOM}"kata ""orang"", ya"\r\n'


def test_the_file_begins_with_one_byte_order_mark() -> None:
    chunks = list(lines([["a"], ["b"]]))

    assert chunks == [b'\xef\xbb\xbf"a"\r\n', b'"b"\r\n']


def test_lines_come_as_they_are_asked_for() -> None:
    asked: list[int] = []

    def rows() -> Iterator[list[Cell]]:
        for n in range(3):
            asked.append(n)
            yield [n]

    stream = lines(rows())
    next(stream)

    assert asked == [0]


def test_the_answer_is_a_file_to_keep() -> None:
    response = attachment([["a"]], "antrean.csv")

    assert response.headers["Content-Disposition"] == 'attachment; filename="antrean.csv"'
    assert response.headers["Content-Type"].startswith("text/csv; charset=utf-8")
    assert response.is_streamed


@given(st.lists(st.lists(st.text() | st.integers(), min_size=1), min_size=1))
def test_every_table_comes_back_as_its_neutral_texts(rows: list[list[str | int]]) -> None:
    text = written(*([*row] for row in rows))

    assert read_back(text) == [
        [neutral(cell) if isinstance(cell, str) else str(cell) for cell in row] for row in rows
    ]


@given(st.text(alphabet=st.sampled_from(FORMULA + SPLITS + "\"' a1\u200b\u3000,|")))
def test_no_cell_begins_with_a_formula_wherever_a_spreadsheet_splits(text: str) -> None:
    line = neutral(text)

    for separator in SPLITS:
        for part in line.split(separator):
            assert not part.lstrip(' \u3000\u200b"').startswith(tuple(FORMULA))


@given(st.text(alphabet=st.sampled_from(FORMULA + SPLITS + "\"' a1\u200b,")))
def test_a_file_read_with_another_separator_holds_no_formula_either(text: str) -> None:
    file = written(["awal", text, "akhir"])

    for separator in ";\t,":
        cells = [cell for row in read_back(file, separator) for cell in row]
        assert not any(cell.lstrip(' \u200b"').startswith(tuple(FORMULA)) for cell in cells)
