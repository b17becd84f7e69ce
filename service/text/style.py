"""Style tokens: what folding takes away and a model should still know.

Spammers dress up one part of a comment, the brand; ordinary people dress up all of it or nothing.
Shape tells much, too: how long a text is, how many links, digits and emoji stand in it. Tokens are
hashed as they are spelled, so an artefact knows only the spelling it was trained with.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from service.text.fold import Disguise, Folded, Mark
from service.text.links import Link

_WORN_WHOLE = 0.7
"""Share of a text that must be dressed up for all of it to count as dressed."""
_LENGTHS = (1, 4, 9, 20, 60)
_COUNTS = (1, 2, 3, 6)
_NAME_WORDS = (1, 2, 4, 6)
_DIGITS_SHARE = 0.2
_CAPITALS_SHARE = 0.7
_CAPITALS_MIN = 8
_PHONE_DIGITS = 9

_CAPITALS = bytes(range(ord("A"), ord("Z") + 1))
_NUMERALS = b"0123456789"
_BRAND = re.compile(r"(?<![^\W_])(?!\w*(?:19|20)\d\d)[a-z]{3,}(?:\d{2,4}| ?[234]d)(?![^\W_])")
_NUMBER = re.compile(r"(?<![\w.,])(?:\+?62|0)[\s.\-()]*8(?:[\s.\-]*\d){8,11}(?!\w)")
_MONEY = re.compile(
    r"(?<!\w)(?:rp\.?\s?\d|\d+\s?(?:jt|juta|rb|ribu|k|m|miliar|usd|idr)(?!\w))|[$€£]\s?\d"
)
_TIME = re.compile(r"[\"'(]*\d{1,2}[:.]\d{2}(?!\d)")
_EMOJI = re.compile("[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001f1e5\U0001f200-\U0001faff]")
# The same symbol before and behind a word or two: "🚩sgi88🚩".
_FRAMED = re.compile(
    "([^\\w\\s!-~\u2010-\u2027\u3000-\u303f])\\s?[a-z0-9][a-z0-9 ]{2,24}?\\s?\\1", re.ASCII
)
_DOMAIN = re.compile(r"[a-z0-9]\.[a-z]{2,}")


def style_tokens(
    body: Folded, author_name: Folded, links: Sequence[Link], author_link: Link | None
) -> tuple[str, ...]:
    """Return short stable tokens about how a comment is written; each stands at most once.

    Those that begin with `name:` are about the author's name, the others about the body.
    """
    tokens = [*_disguises(body), *_shape(body)]
    if links:
        tokens += _links(links)
    if author_link is not None:
        tokens.append("author:url")
        if author_link.url.rstrip("/").count("/") > 2:  # behind the two of its scheme
            tokens.append("author:page")
    if author_name.words:
        tokens += [f"name:{token}" for token in _name(author_name)]
    return tuple(tokens)


def _disguises(folded: Folded) -> Iterator[str]:
    if not folded.marks:
        return
    by_kind: dict[Disguise, list[Mark]] = {}
    for mark in folded.marks:
        by_kind.setdefault(mark.kind, []).append(mark)
    for kind in sorted(by_kind):
        yield f"{kind}:{'whole' if _worn(folded, by_kind[kind]) >= _WORN_WHOLE else 'part'}"


def _worn(folded: Folded, marks: Sequence[Mark]) -> float:
    covered = sum(mark.end - mark.start for mark in marks)
    return covered / max(1, len(folded.raw) - folded.raw.count(" "))


def _shape(body: Folded) -> Iterator[str]:
    raw, words = body.raw, body.words
    if words:
        yield f"words:{bisect_right(_LENGTHS, words.count(' ') + 1)}"
    digits = _count(words, _NUMERALS)
    if digits:
        yield from _figures(words, digits)
    capitals = _count(raw, _CAPITALS)
    if capitals >= _CAPITALS_MIN and capitals >= _CAPITALS_SHARE * (len(body.squeezed) - digits):
        yield "capitals"
    if not raw.isascii():
        yield from _symbols(raw, words)
    if "?" in raw:
        yield "asks"
    if "!" in raw:
        yield "exclaims" if raw.count("!") < 3 else "exclaims:much"
    if "\n" in raw:
        yield f"lines:{bisect_right(_COUNTS, raw.count(chr(10)))}"


def _count(text: str, chars: bytes) -> int:
    """Return how many of the ASCII characters `chars` stand in `text`."""
    encoded = text.encode("utf-8", "surrogatepass")
    return len(encoded) - len(encoded.translate(None, chars))


def _figures(words: str, digits: int) -> Iterator[str]:
    if digits >= _DIGITS_SHARE * len(words):
        yield "digits"
    if _BRAND.search(words):
        yield "brand"
    if digits >= _PHONE_DIGITS and _NUMBER.search(words):
        yield "number"
    if _MONEY.search(words):
        yield "money"
    if _TIME.match(words):
        yield "time"


def _symbols(raw: str, words: str) -> Iterator[str]:
    emoji = len(_EMOJI.findall(raw))
    if emoji:
        yield f"emoji:{bisect_right(_COUNTS, emoji)}"
    if _FRAMED.search(words):
        yield "framed"


def _links(links: Sequence[Link]) -> Iterator[str]:
    yield f"links:{bisect_right(_COUNTS, len(links))}"
    if any(link.anchor for link in links):
        yield "anchor"
    if any("://" not in link.url for link in links):
        yield "link:bare"
    if any(" " in link.url or "[" in link.url or "(" in link.url for link in links):
        yield "link:hidden"


def _name(name: Folded) -> Iterator[str]:
    yield from _disguises(name)
    words = name.words
    yield f"words:{bisect_right(_NAME_WORDS, words.count(' ') + 1)}"
    if _BRAND.search(words):
        yield "brand"
    elif _count(words, _NUMERALS):
        yield "digits"
    if "." in words and " " not in words and _DOMAIN.search(words):
        yield "dotted"
