"""Style tokens: what folding takes away, and what n-grams cannot see, for a model to learn from.

Tokens are hashed as they are spelled here, so an artefact knows only the spelling it was trained
with. What is missing has no token: an ordinary short comment has one, its length.
"""

import re
from collections.abc import Iterator, Sequence

from service.text.fold import Disguise, Folded
from service.text.links import Link

WHOLE_SHARE = 0.8
_SHOUTED_SHARES = ((0.9, "caps_all"), (0.5, "caps_half"), (0.25, "caps_some"))
_DIGIT_SHARES = ((0.3, "digits_many"), (0.1, "digits_some"))
_FEWEST_LETTERS = 8
_LONG_NAME = 30
_MANY_WORDS = 4

_CAPITALS = bytes(range(ord("A"), ord("Z") + 1))
_NUMERALS = b"0123456789"
_BRAND = re.compile(r"(?<![^\W_])(?!\w*(?:19|20)\d\d)[a-z]{3,}\s?(?:\d{2,4}|[234]d)(?![^\W_])")
_NUMBER = re.compile(r"(?<![\w.,])(?:\+?62|0)[ .\-]?8(?:[ .\-]?[\do]){7,11}(?!\w)")
_TIME = re.compile(r"[\s\"'(]*\d{1,2}[:.]\d{2}(?!\d)")
_EMOJI = re.compile("[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001f1e5\U0001f200-\U0001faff]")
_FRAMED = re.compile(
    "([^\\w\\s!-~\u2010-\u2027\u3000-\u303f])\\s?[a-z0-9][a-z0-9 ]{2,24}?\\s?\\1", re.ASCII
)
_DOMAIN = re.compile(r"[a-z0-9]\.[a-z]{2,}")


def style_tokens(
    body: Folded, author_name: Folded, links: Sequence[Link], author_link: Link | None
) -> tuple[str, ...]:
    """Return short stable tokens about how the comment is written."""
    tokens = [f"length_{body.words.count(' ').bit_length()}"]
    if body.marks:
        tokens += sorted(_disguises(body))
    tokens += _shape(body)
    if links:
        tokens += _linked(links)
    if author_name.words:
        tokens += _named(author_name)
    if author_link:
        tokens.append("author_link")
        if author_link.url.rstrip("/").count("/") > 2:  # behind the two of its scheme
            tokens.append("author_page")
    return tuple(tokens)


def _disguises(folded: Folded) -> set[str]:
    """Return one token a kind; whole where all of a text is in costume, as people like it."""
    worn = sum(
        mark.end - mark.start
        for mark in folded.marks
        if mark.kind in (Disguise.STYLED, Disguise.ENCLOSED)
    )
    size = "whole" if worn >= WHOLE_SHARE * len(folded.raw.strip()) else "part"
    kinds = {mark.kind.value for mark in folded.marks}
    return {f"{kind}_{size}" if kind in ("styled", "enclosed") else kind for kind in kinds}


def _shape(body: Folded) -> Iterator[str]:
    raw, words = body.raw, body.words
    squeezed = len(body.squeezed)
    if squeezed >= _FEWEST_LETTERS:
        yield from _share(_capitals(raw) / squeezed, _SHOUTED_SHARES)
        yield from _numerals(words, squeezed)
    if not raw.isascii():
        emoji = len(_EMOJI.findall(raw))
        if emoji:
            yield f"emoji_{emoji.bit_length()}"
        if _FRAMED.search(words):
            yield "framed"
    if "!" in raw:
        yield f"exclaimed_{min(raw.count('!'), 3)}"
    if "?" in raw:
        yield "asked"
    if "\n" in raw:
        yield f"lines_{min(raw.count(chr(10)), 15).bit_length()}"


def _capitals(raw: str) -> int:
    if raw.isascii():
        return len(raw) - len(raw.encode().translate(None, _CAPITALS))
    return sum(map(str.isupper, raw))


def _numerals(words: str, squeezed: int) -> Iterator[str]:
    encoded = words.encode("utf-8", "surrogatepass")
    digits = len(encoded) - len(encoded.translate(None, _NUMERALS))
    if not digits:
        return
    yield from _share(digits / squeezed, _DIGIT_SHARES)
    if _BRAND.search(words):
        yield "brand"
    if digits > 7 and _NUMBER.search(words):
        yield "number"
    if _TIME.match(words):
        yield "time_first"


def _share(share: float, names: Sequence[tuple[float, str]]) -> Iterator[str]:
    for least, name in names:
        if share >= least:
            yield name
            return


def _linked(links: Sequence[Link]) -> Iterator[str]:
    yield f"links_{min(len(links).bit_length(), 4)}"
    if any(link.anchor for link in links):
        yield "link_anchored"
    if any("://" not in link.url for link in links):
        yield "link_bare"
    if any(" " in link.url or "[" in link.url or "(" in link.url for link in links):
        yield "link_hidden"


def _named(name: Folded) -> Iterator[str]:
    """Yield what an author's name looks like that is not a person's."""
    words = name.words
    if name.marks:
        yield from sorted(f"name_{token}" for token in _disguises(name))
    if _BRAND.search(words):
        yield "name_brand"
    if any(map(str.isdigit, words)):
        yield "name_digits"
    if "." in words and _DOMAIN.search(words):
        yield "name_domain"
    if len(words) > _LONG_NAME or words.count(" ") >= _MANY_WORDS:
        yield "name_long"
