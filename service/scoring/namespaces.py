"""Which text of a reading goes into which namespace of n-grams.

A namespace is normalised by itself, so an advertisement in the author's name is not drowned by a
long body.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from service.text.links import Link
from service.text.reading import Reading


class Namespace(IntEnum):
    """A family of n-grams with a norm of its own."""

    BODY_CHARACTERS = 0
    BODY_WORDS = 1
    BODY_SQUEEZED = 2
    NAME = 3
    LINKS = 4
    AUTHOR_URL = 5
    STYLE = 6
    IDENTITY = 7
    """Squeezed name and hosts, in the columns of BODY_SQUEEZED: a brand learnt there is known."""


NAMESPACE_BITS = 3

Text = tuple[str, int, int]
"""A text, and the tags (8 * place of the reading + namespace) of its characters and its words."""

_APART = re.compile(r"[^0-9a-z]+")


@dataclass(frozen=True, slots=True)
class Layout:
    """The texts of some readings side by side.

    The first `charred` texts give n-grams within words and words; the next, up to `worded`, only
    words; the rest are squeezed and give n-grams from any place.
    """

    texts: tuple[Text, ...]
    charred: int
    worded: int


def lay_out(readings: Sequence[Reading]) -> Layout:
    """Put the texts of `readings` side by side; empty texts are left out."""
    charred: list[Text] = []
    worded: list[Text] = []
    squeezed: list[Text] = []
    for place, reading in enumerate(readings):
        tag = place << NAMESPACE_BITS
        charred.append((reading.body.words, tag, tag + Namespace.BODY_WORDS))
        squeezed.append((reading.body.squeezed, tag + Namespace.BODY_SQUEEZED, 0))
        if reading.style:
            style = tag + Namespace.STYLE
            worded.append((" ".join(reading.style), style, style))
        if reading.links or reading.author_link or reading.author_name.words:
            charred += _said_aside(reading, tag)
            squeezed += _identity(reading, tag + Namespace.IDENTITY)
    charred = [text for text in charred if text[0]]
    squeezed = [text for text in squeezed if text[0]]
    return Layout((*charred, *worded, *squeezed), len(charred), len(charred) + len(worded))


def _said_aside(reading: Reading, tag: int) -> Iterator[Text]:
    name, links, url = tag + Namespace.NAME, tag + Namespace.LINKS, tag + Namespace.AUTHOR_URL
    yield reading.author_name.words, name, name
    for link in reading.links:
        yield _link_text(link), links, links
    if reading.author_link:
        yield _link_text(reading.author_link), url, url


def _identity(reading: Reading, tag: int) -> Iterator[Text]:
    yield reading.author_name.squeezed, tag, 0
    if reading.author_link:
        yield _APART.sub("", reading.author_link.host), tag, 0


def _link_text(link: Link) -> str:
    tokens = _APART.sub(" ", link.host).split()
    return " ".join([link.domain, *tokens, *link.anchor.lower().split()])
