"""What a rule may ask of a comment, as values: read from a document, compared, compiled.

A condition describes; service.policy.checks turns it into a function. Being plain values they can
be compared, so that a rule which can never come to its turn is found.
"""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from math import inf
from zoneinfo import ZoneInfo


class Form(StrEnum):
    """The form of a text that terms and patterns are looked for in."""

    RAW = "raw"
    """As it was written."""
    FOLDED = "folded"
    """In lower case, disguises undone, words one space apart."""
    SQUEEZED = "squeezed"
    """The letters and digits of the folded text alone."""


class TextField(StrEnum):
    """A text of the comment."""

    BODY = "body"
    AUTHOR_NAME = "author.name"
    AUTHOR_URL = "author.url"
    ARTICLE_TITLE = "article.title"


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `least` to `most`, these two left out where they are `open`."""

    least: float = -inf
    most: float = inf
    open_below: bool = False
    open_above: bool = False

    def holds(self, number: float) -> bool:
        """Whether `number` lies within; one that is no number never does."""
        above = number > self.least if self.open_below else number >= self.least
        below = number < self.most if self.open_above else number <= self.most
        return above and below

    def within(self, other: "Range") -> bool:
        """Whether every number of this range lies in `other` too."""
        starts = (self.least, self.open_below) >= (other.least, other.open_below)
        ends = (-self.most, self.open_above) >= (-other.most, other.open_above)
        return starts and ends

    @property
    def empty(self) -> bool:
        """Whether no number lies within."""
        touching = self.open_below or self.open_above
        return self.least > self.most or (self.least == self.most and touching)


@dataclass(frozen=True, slots=True)
class Every:
    """All of the parts hold; without parts always."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """One of the parts holds at least; without parts never."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Negated:
    """The part does not hold."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Words:
    """One of the terms stands in one of the fields, or one of the RE2 patterns matches there.

    Terms are whole words or phrases, with `affixes` in their affixed forms too.
    """

    terms: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    fields: tuple[TextField, ...] = (TextField.BODY,)
    form: Form = Form.FOLDED
    affixes: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number lies in a range. `fact` is one of facts.NUMBERS, `score:<label>` or `signal:…`."""

    fact: str
    range: Range


@dataclass(frozen=True, slots=True)
class OneOf:
    """A text, or one of several, is among the values. `fact` is one of facts.TEXTS."""

    fact: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Like:
    """The article's URL is like one of the patterns, in which `*` stands for anything."""

    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """Something is so, or is not. `fact` is one of facts.FLAGS."""

    fact: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class FromAddress:
    """The author's address lies in one of the networks, written as in RFC 4632."""

    networks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """The comment comes on one of the days, 0 for Monday, and between two times of the day.

    The end is left out; where it is not after the start, it is the next day's, and the day is that
    of the start.
    """

    zone: ZoneInfo
    days: frozenset[int] = frozenset(range(7))
    start: time = time()
    end: time = time()


@dataclass(frozen=True, slots=True)
class Listed:
    """Something of the comment stands in one of the document's lists."""

    names: tuple[str, ...]


Condition = (
    Every | Some | Negated | Words | Number | OneOf | Like | Flag | FromAddress | Hours | Listed
)


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions that `condition` is made of; none for one that stands by itself."""
    match condition:
        case Every(parts) | Some(parts):
            return parts
        case Negated(part):
            return (part,)
        case _:
            return ()


def leaves(condition: Condition) -> list[Condition]:
    """Return the conditions inside `condition` that are made of no others."""
    parts = parts_of(condition)
    return [leaf for part in parts for leaf in leaves(part)] if parts else [condition]


ALWAYS = Every(())
