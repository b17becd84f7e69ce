"""Comments in a file: JSON Lines, CSV or plain lines, read one at a time in constant memory.

Nothing is skipped: what cannot be read becomes a record that says why.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import BinaryIO

from service.web import forms
from service.web.payload import parse_json
from service.web.problems import Problem

BOM = b"\xef\xbb\xbf"
FLAT: Mapping[str, tuple[str, ...]] = {
    **forms.MODERATE,
    "author_name": ("comment", "author", "name"),
    "author_email": ("comment", "author", "email"),
    "author_url": ("comment", "author", "url"),
    "author_ip": ("comment", "author", "ip"),
}


class Format(StrEnum):
    """How comments are written in a file."""

    JSONL = "jsonl"
    CSV = "csv"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Record:
    """One comment as a `/moderate` request would spell it, or why it cannot be read.

    `line` is the line of the file where it starts, counted from 1.
    """

    line: int
    request: Mapping[str, object] = field(default_factory=dict)
    error: str = ""


def recognise(name: str, beginning: bytes) -> Format:
    """Return the format of a file by its name or, where that says nothing, its first line."""
    suffix = name.lower().rpartition(".")[2]
    if suffix in ("jsonl", "ndjson", "json"):
        return Format.JSONL
    first = beginning.removeprefix(BOM).lstrip()[:4096].split(b"\n", 1)[0].strip()
    if first.startswith(b"{"):
        return Format.JSONL
    columns = [column.strip().strip(b'"') for column in first.split(b",")]
    return Format.CSV if suffix == "csv" or b"body" in columns else Format.TEXT


def read_records(stream: BinaryIO, written: Format, limit: int) -> Iterator[Record]:
    """Yield every comment of `stream`; no line or field longer than `limit` bytes is read whole.

    Raises ValueError for CSV whose header has no column `body`.
    """
    lines = _lines(stream, limit)
    if written is Format.CSV:
        yield from _csv_records(lines, limit)
        return
    read = _json_record if written is Format.JSONL else _text_record
    for number, line in enumerate(lines, 1):
        yield Record(number, error=TOO_LONG) if line is None else read(number, line)


TOO_LONG = "The line is longer than a request may be."
EMPTY = "The line is empty."
CLASH = "Two members of the line name the same part of the comment."
NOT_UTF8 = "The line is not valid UTF-8."


def _lines(stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """Yield lines without their ends; None stands for one that is too long."""
    beginning = True
    while line := stream.readline(limit + 2):
        if beginning:
            line, beginning = line.removeprefix(BOM), False
        complete = line.endswith(b"\n") or len(line) < limit + 2
        if not complete:
            while (rest := stream.readline(limit)) and not rest.endswith(b"\n"):
                pass
        yield line.rstrip(b"\r\n") if complete else None


def _json_record(number: int, line: bytes) -> Record:
    if not line.strip():
        return Record(number, error=EMPTY)
    try:
        members = parse_json(line)
    except Problem as problem:
        return Record(number, error=problem.detail)
    if isinstance(members.get("comment"), dict):
        return Record(number, members)
    return _nested(number, members)


def _text_record(number: int, line: bytes) -> Record:
    if not line.strip():
        return Record(number, error=EMPTY)
    try:
        return Record(number, {"comment": {"body": line.decode()}})
    except UnicodeDecodeError:
        return Record(number, error=NOT_UTF8)


def _nested(number: int, members: Mapping[str, object]) -> Record:
    request: dict[str, object] = {}
    for name, value in members.items():
        *parents, last = FLAT.get(name, (name,))
        place: object = request
        for parent in parents:
            place = place.setdefault(parent, {}) if isinstance(place, dict) else None
        if not isinstance(place, dict) or last in place:
            return Record(number, error=CLASH)
        place[last] = value
    return Record(number, request)


@dataclass(slots=True)
class _Lines:
    """Text lines for the CSV reader, remembering which one was too long since last asked."""

    lines: Iterable[bytes | None]
    cut: bool = False

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.cut = self.cut or line is None
            yield (line or b"").decode("utf-8", "surrogateescape") + "\n"

    def was_cut(self) -> bool:
        """Say whether a line was too long since the last call."""
        cut, self.cut = self.cut, False
        return cut


def _csv_records(lines: Iterable[bytes | None], limit: int) -> Iterator[Record]:
    csv.field_size_limit(limit)
    source = _Lines(lines)
    reader = csv.reader(source)
    columns = [column.strip() for column in next(reader, [])]
    if "body" not in columns:
        raise ValueError("the CSV header has no column named body")
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Record(number, error="The row is not valid CSV.")
            continue
        yield Record(number, error=TOO_LONG) if source.was_cut() else _row(number, columns, cells)


def _row(number: int, columns: list[str], cells: list[str]) -> Record:
    if not cells:
        return Record(number, error=EMPTY)
    if len(cells) > len(columns):
        return Record(number, error="The row has more cells than the header.")
    given = zip(columns, cells, strict=False)
    members = {column: cell for column, cell in given if column in FLAT and cell}
    try:
        "".join(members.values()).encode()
    except UnicodeEncodeError:
        return Record(number, error=NOT_UTF8)
    return _nested(number, members)
