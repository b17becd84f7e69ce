import io

import pytest

from service.commands.records import (
    CLASH,
    EMPTY,
    NOT_UTF8,
    TOO_LONG,
    Format,
    Record,
    read_records,
    recognise,
)

LIMIT = 1000


def read(written: Format, content: bytes) -> list[Record]:
    return list(read_records(io.BytesIO(content), written, LIMIT))


def body(text: str) -> dict[str, object]:
    return {"comment": {"body": text}}


@pytest.mark.parametrize(
    ("name", "beginning", "written"),
    [
        ("a.jsonl", b"", Format.JSONL),
        ("a.NDJSON", b"", Format.JSONL),
        ("a.csv", b"comment\n", Format.CSV),
        ("-", b'{"body": "a"}\n', Format.JSONL),
        ("-", b'\xef\xbb\xbf{"body": "a"}\n', Format.JSONL),
        ("-", b"\n\n {", Format.JSONL),
        ("-", b'id,"body",author_name\n1,a,b\n', Format.CSV),
        ("-", b"body\r\na\r\n", Format.CSV),
        ("-", b"Bagus, body shaming itu salah\n", Format.TEXT),
        ("a.txt", b"Terima kasih\n", Format.TEXT),
        ("-", b"", Format.TEXT),
    ],
)
def test_format_is_recognised_by_name_or_first_line(
    name: str, beginning: bytes, written: Format
) -> None:
    assert recognise(name, beginning) is written


def test_each_plain_line_is_a_comment() -> None:
    records = read(Format.TEXT, b"Terima kasih\nsalam kenal\r\n")

    assert records == [Record(1, body("Terima kasih")), Record(2, body("salam kenal"))]


def test_the_last_line_needs_no_end() -> None:
    assert read(Format.TEXT, b"halo") == [Record(1, body("halo"))]


def test_an_empty_file_has_no_comments() -> None:
    assert read(Format.TEXT, b"") == []


@pytest.mark.parametrize("written", [Format.TEXT, Format.JSONL])
def test_a_blank_line_is_told_not_skipped(written: Format) -> None:
    assert read(written, b"  \n")[0] == Record(1, error=EMPTY)


def test_bytes_that_are_no_text_are_told() -> None:
    assert read(Format.TEXT, b"a\n\xff\nb\n")[1] == Record(2, error=NOT_UTF8)


def test_a_line_over_the_limit_is_told_and_the_next_one_read() -> None:
    records = read(Format.TEXT, b"x" * (LIMIT * 5) + b"\nhalo\n")

    assert records == [Record(1, error=TOO_LONG), Record(2, body("halo"))]


def test_a_line_of_just_the_limit_is_read() -> None:
    assert read(Format.TEXT, b"x" * LIMIT + b"\n") == [Record(1, body("x" * LIMIT))]


def test_a_line_over_the_limit_may_end_with_the_file() -> None:
    assert read(Format.TEXT, b"x" * (LIMIT * 3)) == [Record(1, error=TOO_LONG)]


def test_json_line_may_be_a_moderate_request() -> None:
    line = b'{"comment": {"body": "a", "author": {"name": "b"}}, "explain": false}'

    assert read(Format.JSONL, line) == [
        Record(1, {"comment": {"body": "a", "author": {"name": "b"}}, "explain": False})
    ]


def test_json_line_may_be_flat() -> None:
    line = (
        b'{"body": "a", "author_name": "b", "author_url": "https://c.example/",'
        b' "article_title": "d"}'
    )

    assert read(Format.JSONL, line) == [
        Record(
            1,
            {
                "comment": {"body": "a", "author": {"name": "b", "url": "https://c.example/"}},
                "article": {"title": "d"},
            },
        )
    ]


def test_unknown_flat_members_stay_to_be_warned_of() -> None:
    assert read(Format.JSONL, b'{"body": "a", "karma": 3}') == [Record(1, body("a") | {"karma": 3})]


@pytest.mark.parametrize("line", [b"{", b"[1]", b"null", b'{"body": NaN}', b'{"body": "\xff"}'])
def test_json_that_cannot_be_read_is_told_without_repeating_it(line: bytes) -> None:
    [record] = read(Format.JSONL, line)

    assert record.error
    assert not record.request


@pytest.mark.parametrize(
    "line",
    [
        b'{"body": "a", "article": "b", "article_title": "c"}',
        b'{"body": "a", "article_title": "c", "article": {"title": "b"}}',
        b'{"body": "a", "author": "b", "author_name": "c"}',
    ],
)
def test_members_that_name_the_same_part_twice_are_told(line: bytes) -> None:
    assert read(Format.JSONL, line) == [Record(1, error=CLASH)]


def test_csv_columns_are_placed_by_their_names() -> None:
    content = b"id,body,author_name,note\nc-1,halo,Budi,x\n"

    assert read(Format.CSV, content) == [
        Record(2, {"comment": {"id": "c-1", "body": "halo", "author": {"name": "Budi"}}})
    ]


def test_csv_cell_may_hold_lines_and_is_counted_from_its_first() -> None:
    records = read(Format.CSV, b'body\n"one\ntwo"\nthree\n')

    assert records == [Record(2, body("one\ntwo")), Record(4, body("three"))]


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (b"\n", EMPTY),
        (b"a,b\n", "The row has more cells than the header."),
        (b"\xff\n", NOT_UTF8),
        (b"x" * (LIMIT * 2) + b"\n", TOO_LONG),
        (b'"' + (b"x" * (LIMIT // 2) + b"\n") * 3, "The row is not valid CSV."),
    ],
)
def test_a_bad_csv_row_is_told_and_the_next_one_read(row: bytes, error: str) -> None:
    records = read(Format.CSV, b"body\n" + row + b"halo\n")

    assert records[0] == Record(2, error=error)
    assert records[-1].request == body("halo")


def test_csv_without_a_body_column_is_refused() -> None:
    with pytest.raises(ValueError, match="body"):
        read(Format.CSV, b"text\nhalo\n")
