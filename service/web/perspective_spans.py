"""Sentences, and where they stand as Perspective counts: in UTF-16 code units."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from service.text.links import Link

MOST_SPANS = 50

Span = tuple[int, int]
"""Where a piece of a text begins and ends, the end exclusive."""

# A line break; or marks that end a sentence, with what closes it, before white space or the end.
# Inside a number or an address no white space follows. Chinese and Japanese marks need none.
_END = re.compile(
    r"[\n\r\u2028\u2029]"
    r"|(?<![.!?…‼⁇⁈⁉؟।])[.!?…‼⁇⁈⁉؟।]++[\"'”’»)\]}]*+(?=\s|\Z)"
    r"|[。！？｡][」』”’）]*+"
)
_WORD = re.compile(r"\w+\Z")
_LONGEST_SHORT = 4
# What is cut short, and a point follows: "Jl. Sudirman", "Mr. Bean".
_SHORT = frozenset(
    {"bpk", "dr", "drs", "dra", "hj", "ir", "jl", "jln", "kec", "mr", "mrs", "ms", "prof", "st"}
    | {"tgl", "tn", "vs", "yth"}
)
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def sentences(text: str, links: Sequence[Link] = ()) -> list[Span]:
    """Return the sentences of `text` in order, without the white space around them.

    None ends within one of its `links`. There are MOST_SPANS at most: the last one then reaches to
    the end of the text. Total: every text has its sentences, one that is blank has none.
    """
    found: list[Span] = []
    start = 0
    for end in _ends(text, links):
        span = _trimmed(text, start, end)
        if span:
            found.append(span)
        start = end
        if len(found) == MOST_SPANS - 1:
            break
    rest = _trimmed(text, start, len(text))
    return [*found, rest] if rest else found


def _ends(text: str, links: Sequence[Link]) -> Iterator[int]:
    """Yield where sentences end, but for the last one."""
    starts = [link.start for link in links]
    for match in _END.finditer(text):
        if _is_break(match) or not (_cuts_short(match) or _inside(match, links, starts)):
            yield match.end()


def _is_break(match: re.Match[str]) -> bool:
    return match[0] in "\n\r\u2028\u2029"


def _cuts_short(match: re.Match[str]) -> bool:
    """Whether the point only cuts a word short, or numbers a line that goes on."""
    if match[0] != ".":
        return False
    before = match.string[max(0, match.start() - _LONGEST_SHORT - 1) : match.start()]
    word = _WORD.search(before)
    if word is None:
        return False
    opens = match.start() == len(word[0]) or match.string[match.start() - len(word[0]) - 1] == "\n"
    return word[0].lower() in _SHORT or (opens and word[0].isdigit())


def _inside(match: re.Match[str], links: Sequence[Link], starts: list[int]) -> bool:
    """Whether it stands in a link, as the point in "slot . com" does."""
    last = bisect_right(starts, match.start()) - 1
    return last >= 0 and match.end() < links[last].end


def _trimmed(text: str, start: int, end: int) -> Span | None:
    piece = text[start:end]
    bare = piece.strip()
    if not bare:
        return None
    first = start + len(piece) - len(piece.lstrip())
    return first, first + len(bare)


def utf16_length(text: str) -> int:
    """Return the UTF-16 code units of `text`."""
    return len(text) + len(_ASTRAL.findall(text))


def in_utf16(text: str, spans: list[Span]) -> list[Span]:
    """Return `spans`, in order and apart, counted in UTF-16 code units."""
    if text.isascii():
        return spans
    counted: list[Span] = []
    place = units = 0
    for start, end in spans:
        begin = units + utf16_length(text[place:start])
        units = begin + utf16_length(text[start:end])
        place = end
        counted.append((begin, units))
    return counted
