"""A comment's text for a terminal: drawn so that nothing in it is obeyed, hidden or mistaken.

What the pages name instead of showing is named here too, as `<U+202E>`, and so is every other
character that does not print. Lines are cut here, not by the terminal, so that no line of a comment
can pass for one of ours.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from unicodedata import category, east_asian_width

import click

from service.domain import Evidence
from service.web.highlight import Run, Span, highlight

OPENS, CLOSES = "⟦", "⟧"
LINE_END = "↵"
_ENDS = 150
"""Characters shown of a long stretch at either end."""

_JOINERS = "\u200c\u200d"  # Persian, Hindi and emoji are spelled with them


@dataclass(frozen=True, slots=True)
class Piece:
    """What is never cut: one character, or the name of some that would not show."""

    text: str
    marked: bool = False
    named: bool = False

    @property
    def width(self) -> int:
        """How many columns it takes."""
        return sum(map(_columns, self.text))


def lines(text: str, evidence: Iterable[Evidence], width: int) -> Iterator[str]:
    """Yield `text` styled, in lines of at most `width` columns, `evidence` between ⟦ and ⟧.

    Stretches of hundreds of characters without a mark, or under one, lose their middle.
    """
    pieces = [piece for span in highlight(text, evidence) for piece in _of_span(span)]
    yield from map(_styled, _cut(pieces, width))


def one_line(text: str, most: int) -> str:
    """Return `text` styled on one line, the middle left out beyond `most` characters."""
    pieces = [piece for span in highlight(text) for piece in _of_runs(span.runs, marked=False)]
    return _styled(_shortened(pieces, most // 2))


def _of_span(span: Span) -> Iterator[Piece]:
    pieces = _shortened(list(_of_runs(span.runs, marked=span.marked)), _ENDS)
    if not span.marked:
        yield from pieces
        return
    yield Piece(OPENS, marked=True)
    yield from pieces
    yield Piece(CLOSES, marked=True)


def _of_runs(runs: Iterable[Run], *, marked: bool) -> Iterator[Piece]:
    for run in runs:
        if run.unseen:
            yield Piece(f"<{run.text}>", marked, named=True)
            continue
        for character in run.text.replace("\r\n", "\n"):
            text = _visible(character)
            yield Piece(text, marked, named=len(text) > 1)


def _visible(character: str) -> str:
    if character == "\n":
        return LINE_END
    if character == "\t" or category(character) == "Zs":
        return " "
    if character in (OPENS, CLOSES) or not (character.isprintable() or character in _JOINERS):
        return f"<U+{ord(character):04X}>"
    return character


def _shortened(pieces: list[Piece], ends: int) -> list[Piece]:
    left_out = len(pieces) - 2 * ends
    if left_out <= 1:
        return pieces
    gap = Piece(f"<… {left_out:,} more …>", pieces[0].marked, named=True)
    return [*pieces[:ends], gap, *pieces[-ends:]]


def _cut(pieces: Iterable[Piece], width: int) -> Iterator[list[Piece]]:
    """Yield lines that end after ↵ or where full, rather after a space than within a word."""
    line: list[Piece] = []
    for piece in pieces:
        while line and sum(each.width for each in line) + piece.width > width:
            spaces = (at for at in range(len(line), 0, -1) if line[at - 1].text == " ")
            end = next(spaces, len(line))
            yield line[:end]
            line = line[end:]
        line.append(piece)
        if piece.text == LINE_END:
            yield line
            line = []
    if line:
        yield line


def _styled(line: Iterable[Piece]) -> str:
    drawn = []
    for (marked, named), run in groupby(line, key=lambda piece: (piece.marked, piece.named)):
        text = "".join(piece.text for piece in run)
        if named:
            text = click.style(text, fg="magenta", underline=marked)
        elif marked:
            text = click.style(text, fg="yellow", bold=True, underline=True)
        drawn.append(text)
    return "".join(drawn)


def _columns(character: str) -> int:
    if character in _JOINERS or category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
