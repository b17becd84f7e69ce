"""What is known of a comment when it is judged, and the names by which conditions ask for it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from math import nan

from service.domain import Comment, Past, Signal
from service.policy.conditions import TextField
from service.text.domains import ascii_host
from service.text.fold import Folded, fold
from service.text.links import Link, read_address
from service.text.reading import Reading

SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True)
class Facts:
    """Everything a policy may look at. `at` is when the comment came."""

    comment: Comment
    reading: Reading
    signals: tuple[Signal, ...]
    scores: Mapping[str, float]
    past: Past
    at: datetime
    _folded: dict[TextField, Folded] = field(default_factory=dict, init=False, repr=False)

    def folded(self, name: TextField) -> Folded:
        """Return a text of the comment, folded."""
        if name is TextField.BODY:
            return self.reading.body
        if name is TextField.AUTHOR_NAME:
            return self.reading.author_name
        if name not in self._folded:
            self._folded[name] = fold(_TEXT_OF[name](self.comment))
        return self._folded[name]

    @cached_property
    def strengths(self) -> Mapping[str, float]:
        """The signals by name, each with its greatest strength."""
        found: dict[str, float] = {}
        for signal in self.signals:
            found[signal.name] = max(signal.strength, found.get(signal.name, 0.0))
        return found

    @property
    def links(self) -> Iterator[Link]:
        """The links of the body and the author's URL."""
        yield from self.reading.links
        if self.reading.author_link:
            yield self.reading.author_link

    def number(self, fact: str) -> float:
        """Return a number by its name in NUMBERS, or a score or strength; NaN where not known."""
        kind, _, name = fact.partition(":")
        if kind == "score":
            return self.scores.get(name, 0.0)
        if kind == "signal":
            return self.strengths.get(name, 0.0)
        return NUMBERS[fact](self)

    def texts(self, fact: str) -> Iterator[str]:
        """Yield what there is of one of TEXTS, in the spelling that values are compared in."""
        return (text for text in TEXTS[fact](self) if text)


def _age_days(facts: Facts) -> float:
    published = facts.comment.article.published_at
    return nan if published is None else (facts.at - published).total_seconds() / SECONDS_A_DAY


def _known(facts: Facts) -> bool:
    author = facts.comment.author
    return bool(author.id or author.email)


def _strength(name: str) -> Callable[[Facts], bool]:
    return lambda facts: name in facts.strengths


def _contacts(facts: Facts) -> float:
    spans = (len(one.evidence) or 1 for one in facts.signals if one.name == "contact_number")
    return float(sum(spans))


def _email(facts: Facts) -> Iterator[str]:
    yield facts.comment.author.email.strip().lower()


def _email_domain(facts: Facts) -> Iterator[str]:
    link = read_address(facts.comment.author.email.rpartition("@")[2])
    if link:
        yield from _names(link)


def _hosts(facts: Facts) -> Iterator[str]:
    for link in facts.links:
        yield from _names(link)


def _author_hosts(facts: Facts) -> Iterator[str]:
    link = facts.reading.author_link
    if link:
        yield from _names(link)


def _names(link: Link) -> tuple[str, str]:
    """Return a link's host and domain as lists spell them."""
    return ascii_host(link.host), ascii_host(link.domain)


_TEXT_OF: Mapping[TextField, Callable[[Comment], str]] = {
    TextField.BODY: lambda comment: comment.body,
    TextField.AUTHOR_NAME: lambda comment: comment.author.name,
    TextField.AUTHOR_URL: lambda comment: comment.author.url,
    TextField.ARTICLE_TITLE: lambda comment: comment.article.title,
}
NUMBERS: Mapping[str, Callable[[Facts], float]] = {
    "links.count": lambda facts: len(facts.reading.links),
    "contact_numbers": _contacts,
    "length": lambda facts: len(facts.comment.body),
    "author.comments": lambda facts: facts.past.comments,
    "author.approved": lambda facts: facts.past.approved,
    "author.rejected": lambda facts: facts.past.rejected,
    "article.age_days": _age_days,
    "past.same": lambda facts: facts.past.same,
    "past.similar": lambda facts: facts.past.similar,
    "past.by_author": lambda facts: facts.past.by_author,
    "past.by_address": lambda facts: facts.past.by_address,
    "past.on_article": lambda facts: facts.past.on_article,
    "past.lesson": lambda facts: facts.past.lesson,
}
TEXTS: Mapping[str, Callable[[Facts], Iterator[str]]] = {
    "language": lambda facts: iter((facts.reading.language.code,)),
    "links.domain": _hosts,
    "author.name": lambda facts: iter((facts.reading.author_name.words.strip(),)),
    "author.id": lambda facts: iter((facts.comment.author.id,)),
    "author.email": _email,
    "author.email_domain": _email_domain,
    "author.url_domain": _author_hosts,
}
FLAGS: Mapping[str, Callable[[Facts], bool]] = {
    "links.shortened": _strength("shortened_link"),
    "links.hides_target": _strength("anchor_mismatch"),
    "author.known": _known,
    "article.closed": lambda facts: facts.comment.article.closed,
}
NOT_KEPT = frozenset({"author.id", "author.email", "author.email_domain"})
"""What the ledger keeps only as keyed hashes: it is gone when a recorded comment is replayed."""
OF_TEXT = frozenset({"length", "links.count", "links.domain", "author.name", "author.url_domain"})
"""What is read from a comment's own texts, which are erased one day."""


def text_of(comment: Comment, name: TextField) -> str:
    """Return a text of `comment` as it was written."""
    return _TEXT_OF[name](comment)
