"""Thousands of strings found in a text at once, wherever they stand."""

from collections.abc import Iterator, Sequence

import re2

from service.text.patterns import PatternInvalid

MAX_BYTES = 500_000
"""Of all different strings together, in UTF-8; 16 bytes of program each."""

_MEMORY = 64 << 20
_ANYTHING = ""  # always found, unless the set ran out of memory and found nothing


class Literals:
    """Strings by number. RE2 tells in one pass which of them a text has; most texts have none.

    Takes some 30 MB for 20,000 strings of fifteen characters, at most 64 MiB. The automaton is
    built as texts need it: the first ones cost more. Raises PatternInvalid for what exceeds
    MAX_BYTES. Strings are not empty, and as both they and the texts are folded, neither have
    surrogates.
    """

    __slots__ = ("_entries", "_set", "_strings")

    def __init__(self, strings: Sequence[tuple[str, int]]) -> None:
        self._entries: dict[str, list[int]] = {}
        size = 0
        for string, entry in strings:
            if string not in self._entries:
                size += len(string.encode())
            if size > MAX_BYTES:
                raise PatternInvalid(entry, "the terms up to this one are too long together")
            self._entries.setdefault(string, []).append(entry)
        self._strings = tuple(self._entries)
        self._set = _compiled(self._strings)

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield entry, start and end of everything that stands in `text`, overlapping too."""
        if not self._strings:
            return
        for string in self._standing(text):
            start = text.find(string)
            while start >= 0:
                for entry in self._entries[string]:
                    yield entry, start, start + len(string)
                start = text.find(string, start + 1)

    def _standing(self, text: str) -> Sequence[str]:
        """Return which strings stand in `text`, by their order."""
        found = sorted(self._set.Match(text) or ())
        if found[-1:] != [len(self._strings)]:
            return self._strings
        return [self._strings[number] for number in found[:-1]]


def _compiled(strings: Sequence[str]) -> re2.Set:
    options = re2.Options()
    options.literal = True
    options.log_errors = False
    options.max_mem = _MEMORY
    compiled = re2.Set.SearchSet(options)
    for string in (*strings, _ANYTHING):
        compiled.Add(string)
    compiled.Compile()
    return compiled
