"""Signals from links: how many, how dense, where they hide that they lead."""

from collections.abc import Iterable, Iterator

from service.domain import Comment, Evidence, Field, Signal
from service.signals.domains import HIDING, MESSENGERS
from service.signals.spans import evidence
from service.text.links import Link, find_links
from service.text.reading import Reading

LINK_WEIGHT = 0.2
DENSITY_SHARE = 0.4


def link_count(comment: Comment, reading: Reading) -> Iterator[Signal]:
    """Links in the body; each takes the strength a fifth of the way nearer to 1."""
    if reading.links:
        strength = 1 - (1 - LINK_WEIGHT) ** len(reading.links)
        yield Signal("link_count", strength, _spans(comment, reading.links))


def link_density(comment: Comment, reading: Reading) -> Iterator[Signal]:
    """Links that make up a good part of the body; strength is their share of its characters."""
    if not reading.links:
        return
    share = sum(link.end - link.start for link in reading.links) / len(comment.body)
    if share >= DENSITY_SHARE:
        yield Signal("link_density", min(1.0, share), _spans(comment, reading.links))


def shortened_link(comment: Comment, reading: Reading) -> Iterator[Signal]:
    """A link by a service that hides where it leads."""
    return _leading_to(HIDING, "shortened_link", comment, reading)


def messenger_link(comment: Comment, reading: Reading) -> Iterator[Signal]:
    """A link that opens a chat: an invitation to go on where nobody moderates."""
    return _leading_to(MESSENGERS, "messenger_link", comment, reading)


def _leading_to(
    domains: frozenset[str], name: str, comment: Comment, reading: Reading
) -> Iterator[Signal]:
    found = _spans(comment, [link for link in reading.links if link.domain in domains])
    author_link = reading.author_link
    if author_link and author_link.domain in domains:
        found += evidence(
            Field.AUTHOR_URL, comment.author.url, [(author_link.start, author_link.end)]
        )
    if found:
        yield Signal(name, 1.0, found)


def anchor_mismatch(comment: Comment, reading: Reading) -> Iterator[Signal]:
    """A link whose text shows another domain than the one it leads to."""
    false = [link for link in reading.links if "." in link.anchor and _shows_another_domain(link)]
    if false:
        yield Signal("anchor_mismatch", 1.0, _spans(comment, false))


def _shows_another_domain(link: Link) -> bool:
    return any(shown.domain != link.domain for shown in find_links(link.anchor))


def _spans(comment: Comment, links: Iterable[Link]) -> tuple[Evidence, ...]:
    return evidence(Field.BODY, comment.body, ((link.start, link.end) for link in links))
