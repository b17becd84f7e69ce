"""Style tokens: what folding takes away and a model should still know.

Spammers dress up one part of a comment, the brand; ordinary people dress up all of it or nothing.
Shape tells much, too: how long a text is, how many links, digits and emoji stand in it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from service.text.draft import Mark
from service.text.fold import Folded
from service.text.links import Link

_WORN_WHOLE = 0.7
"""Share of a text that must be dressed up for all of it to count as dressed."""
_LENGTHS = (1, 4, 9, 20, 60)
_COUNTS = (1, 2, 3, 6)
_NAME_WORDS = (1, 2, 4, 6)
_DIGITS_SHARE = 0.2
_CAPITALS_SHARE = 0.7
_CAPITALS_MIN = 8

_BRAND = re.compile(r"(?<![^\W_])[^\W\d_]{3,}[0-9]{2,4}(?![^\W_])")
_NUMBER = re.compile(r"(?<![\w.,])(?:\+?62|0)[\s.\-()]*8(?:[\s.\-]*\d){8,11}(?!\w)")
_MONEY = re.compile(
    r"(?<!\w)(?:rp\.?\s?\d|\d+\s?(?:jt|juta|rb|ribu|k|m|miliar|usd|idr)(?!\w))|[$€£]\s?\d"
)
_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
_ASKS = re.compile(r"\?")
_CAPITAL = re.compile(r"[A-Z]")
_LETTER = re.compile(r"[A-Za-z]")
_DIGIT = re.compile(r"\d")


def style_tokens(
    body: Folded, author_name: Folded, links: Sequence[Link], author_link: Link | None
) -> tuple[str, ...]:
    """Return short stable tokens about how a comment is written; each stands at most once.

    Those that begin with `name:` are about the author's name, the others about the body.
    """
    tokens = [*_disguises(body), *_shape(body), *_links(links)]
    if author_link is not None:
        tokens.append("author:url")
    if author_name.words:
        tokens += [f"name:{token}" for token in _name(author_name)]
    return tuple(tokens)


def _disguises(folded: Folded) -> Iterator[str]:
    if not folded.marks:
        return
    for kind in sorted({mark.kind for mark in folded.marks}):
        marks = [mark for mark in folded.marks if mark.kind is kind]
        yield f"{kind}:{'whole' if _worn(folded, marks) >= _WORN_WHOLE else 'part'}"


def _worn(folded: Folded, marks: Sequence[Mark]) -> float:
    covered = sum(mark.end - mark.start for mark in marks)
    return covered / max(1, len(folded.raw) - folded.raw.count(" "))


def _shape(body: Folded) -> Iterator[str]:
    words = body.words
    yield f"words:{bisect_right(_LENGTHS, words.count(' ') + 1)}"
    if _DIGIT.search(words):
        yield from _figures(words)
    emoji = bisect_right(_COUNTS, len(_EMOJI.findall(body.raw))) if not body.raw.isascii() else 0
    if emoji:
        yield f"emoji:{emoji}"
    if _ASKS.search(words):
        yield "asks"
    letters = len(_LETTER.findall(body.raw))
    if letters >= _CAPITALS_MIN and len(_CAPITAL.findall(body.raw)) >= _CAPITALS_SHARE * letters:
        yield "capitals"


def _figures(words: str) -> Iterator[str]:
    if len(_DIGIT.findall(words)) >= _DIGITS_SHARE * len(words):
        yield "digits"
    if _BRAND.search(words):
        yield "brand"
    if _NUMBER.search(words):
        yield "number"
    if _MONEY.search(words):
        yield "money"


def _links(links: Sequence[Link]) -> Iterator[str]:
    if not links:
        return
    yield f"links:{bisect_right(_COUNTS, len(links))}"
    if any(link.anchor for link in links):
        yield "anchor"


def _name(name: Folded) -> Iterator[str]:
    yield from _disguises(name)
    yield f"words:{bisect_right(_NAME_WORDS, name.words.count(' ') + 1)}"
    if _BRAND.search(name.words):
        yield "brand"
    elif _DIGIT.search(name.words):
        yield "digits"
    if "." in name.words.strip(".") and " " not in name.words:
        yield "dotted"
