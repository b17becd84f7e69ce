"""Conditions compiled into functions that are asked of each comment."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from fnmatch import translate
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from service.domain import Evidence, Field
from service.policy.conditions import (
    Condition,
    Every,
    Flag,
    FromAddress,
    Hours,
    Like,
    Listed,
    Negated,
    Number,
    OneOf,
    Some,
    Words,
)
from service.policy.facts import FLAGS, Facts
from service.policy.vocabulary import Look, Spans, Vocabulary
from service.text.domains import ascii_host
from service.text.links import Link

Check = Callable[[Look], Spans | None]
"""Returns what speaks for a condition, perhaps nothing that can be pointed at; None: not so."""

_SO: Spans = ()


@dataclass(frozen=True, slots=True)
class Compiler:
    """Makes checks that share a vocabulary; `lists` are the checks of lists, by their names."""

    vocabulary: Vocabulary
    lists: Mapping[str, Check]

    def check(self, condition: Condition) -> Check:  # noqa: PLR0911 -- one for each kind
        """Return the function that asks `condition` of a comment."""
        match condition:
            case Every(parts):
                return _every([self.check(part) for part in parts])
            case Some(parts):
                return _some([self.check(part) for part in parts])
            case Negated(part):
                return _negated(self.check(part))
            case Words():
                wanted = self.vocabulary.add(condition)
                return lambda look: look.find(wanted)
            case Listed(names):
                return _some([self.lists[name] for name in names])
            case OneOf("links.domain" | "author.url_domain" as fact, values):
                return linked(values, author_only=fact == "author.url_domain")
            case _:
                return _told(_fact(condition))


def _every(checks: list[Check]) -> Check:
    def check(look: Look) -> Spans | None:
        found: list[Evidence] = []
        for one in checks:
            spans = one(look)
            if spans is None:
                return None
            found += spans
        return tuple(found)

    return check


def _some(checks: list[Check]) -> Check:
    def check(look: Look) -> Spans | None:
        found = (one(look) for one in checks)
        return next((spans for spans in found if spans is not None), None)

    return check


def _negated(inner: Check) -> Check:
    return lambda look: _SO if inner(look) is None else None


def _told(holds: Callable[[Facts], bool]) -> Check:
    return lambda look: _SO if holds(look.facts) else None


def _fact(condition: Condition) -> Callable[[Facts], bool]:
    match condition:
        case Number(fact, numbers):
            return lambda facts: numbers.holds(facts.number(fact))
        case OneOf(fact, values):
            return lambda facts: any(text in values for text in facts.texts(fact))
        case Flag(fact, wanted):
            return lambda facts: FLAGS[fact](facts) is wanted
        case Like(patterns):
            return _like(patterns)
        case FromAddress(networks):
            return _from_address(networks)
        case Hours():
            return _hours(condition)
        case _:
            raise TypeError(type(condition).__name__)


def like(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return what says whether a URL is like one of `patterns`; `*` stands for anything."""
    # Of the shell's signs only * is one here.
    plain = (re.sub(r"([\[?])", r"[\1]", pattern) for pattern in patterns)
    whole = re.compile("|".join(translate(pattern) for pattern in plain) or r"(?!)")
    return lambda url: whole.match(url) is not None


def _like(patterns: Iterable[str]) -> Callable[[Facts], bool]:
    matches = like(patterns)
    return lambda facts: matches(facts.comment.article.url)


def _from_address(written: Iterable[str]) -> Callable[[Facts], bool]:
    networks: list[IPv4Network | IPv6Network] = [ip_network(one, strict=False) for one in written]

    def holds(facts: Facts) -> bool:
        try:
            address = ip_address(facts.comment.author.ip)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None) or address
        return any(mapped in network for network in networks)

    return holds


def _hours(hours: Hours) -> Callable[[Facts], bool]:
    whole_day = hours.start == hours.end == time()
    overnight = hours.end <= hours.start and not whole_day

    def holds(facts: Facts) -> bool:
        at = facts.at.astimezone(hours.zone)
        clock = at.time()
        if whole_day:
            return at.weekday() in hours.days
        if not overnight:
            return hours.start <= clock < hours.end and at.weekday() in hours.days
        if clock >= hours.start:
            return at.weekday() in hours.days
        return clock < hours.end and (at - timedelta(days=1)).weekday() in hours.days

    return holds


def linked(domains: Iterable[str], *, author_only: bool = False) -> Check:
    """Return the check for links to any of `domains` or what stands under them."""
    wanted = frozenset(domains)

    def check(look: Look) -> Spans | None:
        reading, comment = look.facts.reading, look.facts.comment
        found: list[Evidence] = []
        if not author_only:
            found += _pointing(Field.BODY, comment.body, reading.links, wanted)
        if reading.author_link:
            links = (reading.author_link,)
            found += _pointing(Field.AUTHOR_URL, comment.author.url, links, wanted)
        return tuple(found) or None

    return check


def _pointing(
    field: Field, raw: str, links: Iterable[Link], domains: frozenset[str]
) -> Iterator[Evidence]:
    for link in links:
        if any(name in domains for name in names_of(ascii_host(link.host))):
            yield Evidence(field, link.start, link.end, raw[link.start : link.end])


def names_of(host: str) -> Iterator[str]:
    """Yield `host` and every domain that it stands under, the top one left out."""
    labels = host.split(".")
    for first in range(len(labels) - 1):
        yield ".".join(labels[first:])
