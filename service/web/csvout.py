"""CSV for spreadsheets, in which nothing that a stranger wrote can act as a formula.

RFC 4180 in UTF-8 with a byte order mark, by which spreadsheets know the encoding. A text that a
spreadsheet might take for a formula gets an apostrophe in front, as OWASP advises ("CSV
Injection"); so does every part of a text after a line break, a tab or a semicolon, since a
spreadsheet whose list separator is the semicolon, as in Indonesia, splits there.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from unicodedata import category

from flask import Response

BOM = "\ufeff"
CONTENT_TYPE = "text/csv; charset=utf-8; header=present"

Cell = str | int | float | datetime | None

# The ASCII signs, and what Unicode's compatibility forms make of them.
_FORMULA = frozenset("=+-@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋−")
_QUOTES = frozenset("'\"`´‘’‚‛“”„‟«»‹›＂＇")
_BLANK_CATEGORIES = frozenset({"Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp"})
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and a symbol without ink
_BREAKS = re.compile("([\t\r\n\x0b\x0c\x85\u2028\u2029;])")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class _Line:
    """Takes what the csv module writes and gives it back."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        """Keep a line."""
        self.text = text


def neutral(text: str) -> str:
    """Return `text` so that no spreadsheet takes it, or a part of it, for a formula.

    Control characters and halves of surrogate pairs become U+FFFD. A text that begins with a tab
    or a line break gets an apostrophe whatever follows.
    """
    parts = [_neutral_part(part) for part in _BREAKS.split(text)]
    led = "'" if text[:1] in ("\t", "\r", "\n") else ""
    return _UNFIT.sub("\ufffd", led + "".join(parts))


def lines(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a CSV file line by line. Texts are made neutral; numbers stay numbers.

    A time is written in UTC as spreadsheets read it; None and what is no number stay empty.
    """
    line = _Line()
    writer = csv.writer(line, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    mark = BOM
    for row in rows:
        writer.writerow([_cell(value) for value in row])
        yield (mark + line.text).encode()
        mark = ""


def attachment(rows: Iterable[Sequence[Cell]], name: str) -> Response:
    """Return the answer that streams a CSV file called `name`, of plain ASCII letters."""
    response = Response(lines(rows), content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cell(value: Cell) -> Cell:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, str):
        return neutral(str(value))
    if isinstance(value, float) and value - value != 0:
        return None
    return value


def _neutral_part(part: str) -> str:
    for character in part:
        if character in _FORMULA:
            return f"'{part}"
        if not _is_passed_over(character):
            return part
    return part


def _is_passed_over(character: str) -> bool:
    """Say whether a reader, or a spreadsheet, may not see a character before a formula."""
    return (
        character in _QUOTES
        or character in _BLANK_LETTERS
        or category(character) in _BLANK_CATEGORIES
    )
