"""Patterns that a site writes, in RE2: any of them, on any text, in linear time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import re2

from service.errors import ModerationError

MAX_PATTERNS = 2_000
MAX_PATTERN_LENGTH = 1_000
"""Code points of a pattern."""

SET_MEMORY = 32 << 20
"""Bytes that a set of patterns may take."""

_PATTERN_MEMORY = 512 << 10
_MOST_INSTRUCTIONS = 100_000
"""Of all patterns together: time is linear in the text, but each character may cost as many."""

_TOO_BIG = "the patterns up to this one are too big together"
_SURROGATE = re.compile("[\ud800-\udfff]")
_QUOTED = re.compile(r"\\Q.*?(?:\\E|\Z)", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_AROUND = re.compile(r"\(\?<?[=!]")
_ANYTHING = ""  # always found, unless the set ran out of memory and found nothing


class PatternInvalid(ModerationError):  # noqa: N818 -- the state of an entry, not a fault of ours
    """An entry of a list of terms or patterns cannot be used.

    `at` is its index; `reason` says what is wrong and never holds the entry's text.
    """

    def __init__(self, at: int, reason: str) -> None:
        super().__init__(f"entry {at + 1}: {reason}")
        self.at = at
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Match:
    """Where the entry of a list stands in a text, in code points, end exclusive."""

    entry: int
    start: int
    end: int


class PatternSet:
    """RE2 patterns by number, all tried in one pass. Raises PatternInvalid for the first bad one.

    Holds at most 32 MiB, commonly two or three kilobytes a pattern. With `ignore_case`, letters
    match in either case.
    """

    __slots__ = ("_options", "_patterns", "_set")

    def __init__(self, patterns: Sequence[str], *, ignore_case: bool = False) -> None:
        if len(patterns) > MAX_PATTERNS:
            raise PatternInvalid(MAX_PATTERNS, f"there are more than {MAX_PATTERNS:,} patterns")
        self._options = _options(_PATTERN_MEMORY, ignore_case=ignore_case)
        self._patterns = tuple(patterns)
        _check(self._patterns, self._options)
        self._set = re2.Set.SearchSet(_options(SET_MEMORY, ignore_case=ignore_case))
        for pattern in (*self._patterns, _ANYTHING):
            self._set.Add(pattern)
        try:
            self._set.Compile()
        except re2.error:
            raise PatternInvalid(len(patterns) - 1, _TOO_BIG) from None

    def __len__(self) -> int:
        return len(self._patterns)

    def find(self, text: str) -> Iterator[Match]:
        """Yield the first place of every pattern that matches, in the order of the patterns."""
        if not self._patterns:
            return
        legible = text if text.isascii() else _SURROGATE.sub("\ufffd", text)
        for entry in self._matching(legible):
            found = re2.compile(self._patterns[entry], self._options).search(legible)
            if found:
                yield Match(entry, *found.span())

    def _matching(self, text: str) -> Sequence[int]:
        matching = sorted(self._set.Match(text) or ())
        if matching[-1:] == [len(self._patterns)]:
            return matching[:-1]
        return range(len(self._patterns))  # out of memory: one by one instead


def _options(memory: int, *, ignore_case: bool) -> re2.Options:
    options = re2.Options()
    options.max_mem = memory
    options.log_errors = False  # it would write the pattern to standard error
    options.case_sensitive = not ignore_case
    return options


def _check(patterns: Sequence[str], options: re2.Options) -> None:
    instructions = 0
    for at, pattern in enumerate(patterns):
        instructions += _size(at, pattern, options)
        if instructions > _MOST_INSTRUCTIONS:
            raise PatternInvalid(at, _TOO_BIG)


def _size(at: int, pattern: str, options: re2.Options) -> int:
    """Return the number of instructions of `pattern`, which is number `at`, if it can be used."""
    _check_text(at, pattern)
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as error:
        raise PatternInvalid(at, _reason(pattern, error)) from None
    if any(_is_empty(compiled.search(text)) for text in ("", "a b")):
        raise PatternInvalid(at, "it matches the empty string, so it would match everything")
    size: int = compiled.programsize
    return size


def _check_text(at: int, pattern: str) -> None:
    if not pattern:
        raise PatternInvalid(at, "it is empty")
    if len(pattern) > MAX_PATTERN_LENGTH:
        raise PatternInvalid(at, f"it is longer than {MAX_PATTERN_LENGTH:,} characters")
    if _SURROGATE.search(pattern):
        raise PatternInvalid(at, "it has half of a surrogate pair, which is no character")
    if "C" in _ESCAPE.findall(_QUOTED.sub("", pattern)):
        raise PatternInvalid(at, "\\C is not supported: it matches a part of a character")


def _is_empty(found: re.Match[str] | None) -> bool:
    return found is not None and found.start() == found.end()


def _reason(pattern: str, error: Exception) -> str:
    """Return RE2's reason without the piece of the pattern that it quotes."""
    said = error.args[0] if error.args else b""
    words, _, piece = (said.decode(errors="replace") if isinstance(said, bytes) else "").partition(
        ": "
    )
    if words.startswith("pattern too large"):
        return "it is too big once compiled"
    if words == "invalid perl operator" and _AROUND.match(piece.ljust(4, "=")):
        return f"look-arounds are not supported{_place(pattern, piece)}"
    if words == "invalid escape sequence" and piece[1:2].isdigit():
        return f"back-references are not supported{_place(pattern, piece)}"
    return f"{words or 'it cannot be compiled'}{_place(pattern, piece)}"


def _place(pattern: str, piece: str) -> str:
    place = pattern.find(piece) if piece else -1
    return f", at character {place + 1}" if place >= 0 else ""
