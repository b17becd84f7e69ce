"""Find patterns that can never match the form of the text that they are tried on.

Someone who writes `Slot` for folded text, which has no capitals, has written a rule that does
nothing. What is said here is proven; of what is not followed, nothing is said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from service.text.charsets import (
    WORD,
    Chars,
    Form,
    Unread,
    either_case,
    read_class,
    read_escape,
    standing,
    why_not,
)

_DEEPEST = 40
_REPEAT = re.compile(r"(?:([*+?])|\{(\d+)(?:,\d*)?\})\??")
_GROUP = re.compile(r"\(\?(?:P?<\w+>|([imsU]*)(-[imsU]+)?([:)]))")
_ANCHORS = {"A": "start", "z": "end", "b": "border", "B": "inside"}
_SPACE = frozenset(" ")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a pattern: the fewest characters it takes, and why it never matches, if so.

    `chars` are those that it consists of, where it is one character or repeats one.
    """

    place: int
    least: int = 0
    never: str = ""
    anchor: str = ""
    chars: Chars = None


@dataclass(slots=True)
class _Walk:
    """The way through a pattern. `flags` are those in force at `at`."""

    pattern: str
    form: Form
    at: int = 0
    depth: int = 0
    flags: frozenset[str] = field(default_factory=frozenset)

    def alternatives(self) -> _Piece:
        """Read up to the end of a group, or of the pattern."""
        start, branches = self.at, [self.branch()]
        while self.ahead() == "|":
            self.at += 1
            branches.append(self.branch())
        possible = [branch for branch in branches if not branch.never]
        if not possible:
            return branches[0]
        return _Piece(start, min(branch.least for branch in possible))

    def branch(self) -> _Piece:
        """Read one alternative: pieces that follow each other."""
        start, pieces = self.at, []
        while self.ahead() not in {"", "|", ")"}:
            piece = self.atom()
            if piece is not None:
                pieces.append(self.repeated(piece))
        never = next((piece.never for piece in pieces if piece.never), "")
        return _Piece(start, sum(each.least for each in pieces), never or _clash(pieces, self.form))

    def ahead(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def atom(self) -> _Piece | None:
        """Read what a repetition may follow; None where only flags are set."""
        place, char = self.at, self.ahead()
        if _REPEAT.match(self.pattern, place):
            raise Unread  # behind flags it repeats what stands before them
        if char == "(":
            return self.group()
        self.at += 1
        if char == "[":
            chars, self.at = read_class(self.pattern, self.at)
            return self.one_of(place, chars)
        if char == "\\":
            return self.escaped(place)
        if char in "^$":
            return _Piece(place, anchor=self.line_end(char))
        return self.one_of(place, None if char == "." else frozenset(char))

    def escaped(self, place: int) -> _Piece:
        anchor = _ANCHORS.get(self.ahead(), "")
        if anchor:
            self.at += 1
            return _Piece(place, anchor=anchor)
        chars, self.at = read_escape(self.pattern, self.at)
        return self.one_of(place, chars)

    def line_end(self, char: str) -> str:
        if "m" in self.flags and self.form == "raw":
            return "line"
        return "start" if char == "^" else "end"  # the other forms are one line

    def one_of(self, place: int, chars: Chars) -> _Piece:
        read = either_case(chars) if "i" in self.flags else chars
        reason = why_not(read, self.form)
        never = f"character {place + 1}: {reason}" if reason else ""
        return _Piece(place, 1, never, chars=standing(read, self.form))

    def group(self) -> _Piece | None:
        """Read a group, with the flags that it sets for itself or for what follows it."""
        place, outside = self.at, self.flags
        self.at += 1
        if self.ahead() == "?":
            opening = _GROUP.match(self.pattern, place)
            if not opening:
                raise Unread
            self.at = opening.end()
            if opening[3]:
                self.flags = (outside | set(opening[1])) - set(opening[2] or "")
            if opening[3] == ")":
                return None
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Unread
        inner = self.alternatives()
        if self.ahead() != ")":
            raise Unread
        self.at, self.depth, self.flags = self.at + 1, self.depth - 1, outside
        return replace(inner, place=place)

    def repeated(self, piece: _Piece) -> _Piece:
        """Return `piece` with the repetition that follows it."""
        repeat = _REPEAT.match(self.pattern, self.at)
        if not repeat:
            return piece
        self.at = repeat.end()
        if _REPEAT.match(self.pattern, self.at):
            raise Unread
        times = int(repeat[2]) if repeat[2] else int(repeat[1] == "+")
        if not times:
            return _Piece(piece.place)
        return replace(piece, least=piece.least * times)


def why_never(pattern: str, form: Form) -> str:
    """Return why `pattern` matches no text of `form` whatever, or "" where it may.

    `raw` is any text, `folded` and `squeezed` are what folding makes of it. Says nothing of
    patterns that RE2 refuses, nor of what it does not follow: `\\Q`, deep nesting.
    """
    walk = _Walk(pattern, form)
    try:
        whole = walk.alternatives()
    except Unread:
        return ""
    return whole.never if walk.at == len(pattern) else ""


def _clash(pieces: Sequence[_Piece], form: Form) -> str:
    """Return why `pieces` cannot follow each other, or ""."""
    for number, piece in enumerate(pieces):
        before, after = pieces[:number], pieces[number + 1 :]
        if piece.anchor == "end" and any(each.least for each in after):
            return f"character {piece.place + 1}: nothing follows the end of the text"
        if piece.anchor == "start" and any(each.least for each in before):
            return f"character {piece.place + 1}: nothing stands before the start of the text"
        if before and after and _is_no_border(piece, before[-1], after[0]):
            return f"character {piece.place + 1}: there is no such word border"
        if form == "folded" and _is_wide(piece, pieces[number - 1] if number else None):
            return f"character {piece.place + 1}: folded text has single spaces only"
    return ""


def _is_no_border(piece: _Piece, before: _Piece, after: _Piece) -> bool:
    """Return whether `piece` asks for a border inside a word, or for none at a word's edge."""
    sides = _side(before), _side(after)
    if "" in sides:
        return False
    return piece.anchor == ("border" if sides[0] == sides[1] else "inside")


def _side(piece: _Piece) -> str:
    """Return whether `piece` is of word characters, in RE2's sense, or of others, or unknown."""
    if not piece.least or not piece.chars:
        return ""
    if piece.chars <= WORD:
        return "word"
    return "other" if piece.chars.isdisjoint(WORD) else ""


def _is_wide(piece: _Piece, before: _Piece | None) -> bool:
    """Return whether `piece` wants a second space, or one at the start of the text."""
    if piece.chars != _SPACE or not piece.least:
        return False
    if piece.least > 1 or before is None:
        return piece.least > 1
    return before.anchor == "start" or (before.chars == _SPACE and before.least > 0)
