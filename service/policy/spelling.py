"""How conditions are spelled in a document: `when` tables read into values."""

from collections.abc import Callable, Mapping
from datetime import time
from ipaddress import ip_network
from zoneinfo import ZoneInfo

from service.policy import flaws
from service.policy.conditions import (
    Condition,
    Every,
    Flag,
    Form,
    FromAddress,
    Hours,
    Like,
    Listed,
    Negated,
    Number,
    OneOf,
    Range,
    Some,
    TextField,
    Words,
)
from service.policy.listing import domain_of
from service.policy.tables import Table
from service.text.fold import fold

MAX_DEPTH = 8
MAX_PARTS = 100
MOST = 1e9
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BOUNDS = ("at_least", "at_most", "more_than", "less_than")
_COUNTS = ("comments", "approved", "rejected")
_PAST = ("same", "similar", "by_author", "by_address", "on_article", "lesson")

Spelled = list[Condition]


def condition(table: Table, depth: int = 1) -> Condition:
    """Return the condition that a table spells; everything in it must hold."""
    found: Spelled = []
    if depth > MAX_DEPTH:
        table.notes.add(table.at, flaws.TOO_DEEP, most=MAX_DEPTH)
        return Every(())
    for name, kind in (("all", Every), ("any", Some)):
        if table.has(name):
            parts = table.tables(name, MAX_PARTS)
            found.append(kind(tuple(condition(part, depth + 1) for part in parts)))
    inner = table.table("not")
    if inner is not None:
        found.append(Negated(condition(inner, depth + 1)))
    for name, read in _TABLES.items():
        part = table.table(name)
        if part is not None:
            found += read(part)
            part.end()
    for name in ("length", "contact_numbers"):
        found += _number(table, name, name)
    found += _one_of(table, "language", "language", _plain)
    lists = table.texts("list")
    if lists:
        found.append(Listed(lists))
    table.end()
    return found[0] if len(found) == 1 else Every(tuple(found))


def _text(table: Table) -> Spelled:
    fields = table.texts("in", len(TextField))
    if set(fields) - set(TextField):
        table.wrong("in", flaws.NOT_ONE_OF, known=", ".join(TextField))
        fields = ()
    words = Words(
        terms=table.texts("terms", 50_000),
        patterns=table.texts("patterns"),
        fields=tuple(TextField(name) for name in fields) or (TextField.BODY,),
        form=Form(table.one_of("form", tuple(Form), Form.FOLDED)),
        affixes=table.switch("affixes") or False,
    )
    if not (table.has("terms") or table.has("patterns")):
        table.wrong("terms", flaws.MISSING)
    return [words]


def _links(table: Table) -> Spelled:
    return [
        *_number(table, "count", "links.count"),
        *_one_of(table, "domain", "links.domain", domain_of),
        *_flag(table, "shortened", "links.shortened"),
        *_flag(table, "hides_target", "links.hides_target"),
    ]


def _author(table: Table) -> Spelled:
    found = [
        *_one_of(table, "name", "author.name", _folded),
        *_one_of(table, "id", "author.id", _plain),
        *_one_of(table, "email", "author.email", _lower),
        *_one_of(table, "email_domain", "author.email_domain", domain_of),
        *_one_of(table, "url_domain", "author.url_domain", domain_of),
        *_flag(table, "known", "author.known"),
    ]
    for name in _COUNTS:
        found += _number(table, name, f"author.{name}")
    networks = table.texts("address")
    for n, written in enumerate(networks, 1):
        if not _is_network(written):
            table.wrong(f"address[{n}]", flaws.NOT_A_NETWORK)
    if networks:
        found.append(FromAddress(tuple(one for one in networks if _is_network(one))))
    return found


def _article(table: Table) -> Spelled:
    urls = table.texts("url")
    found = [
        *_number(table, "age_days", "article.age_days"),
        *_flag(table, "closed", "article.closed"),
    ]
    return [*found, Like(urls)] if urls else found


def _time(table: Table) -> Spelled:
    days = table.texts("days", len(DAYS))
    if set(days) - set(DAYS):
        table.wrong("days", flaws.NOT_ONE_OF, known=", ".join(DAYS))
    name = table.text("zone") or "Asia/Jakarta"
    zone = _zone(name)
    if zone is None:
        table.wrong("zone", flaws.NOT_A_ZONE)
    chosen = frozenset(DAYS.index(day) for day in days if day in DAYS) or frozenset(range(7))
    start, end = _clock(table, "from"), _clock(table, "until")
    return [Hours(zone or ZoneInfo("UTC"), chosen, start, end)]


def _levels(kind: str) -> Callable[[Table], Spelled]:
    def read(table: Table) -> Spelled:
        return [one for name in table.others() for one in _number(table, name, f"{kind}:{name}")]

    return read


def _past(table: Table) -> Spelled:
    return [one for name in _PAST for one in _number(table, name, f"past.{name}")]


_TABLES: Mapping[str, Callable[[Table], Spelled]] = {
    "text": _text,
    "links": _links,
    "author": _author,
    "article": _article,
    "time": _time,
    "signal": _levels("signal"),
    "score": _levels("score"),
    "past": _past,
}


def _number(table: Table, name: str, fact: str) -> Spelled:
    """Read a range, or a number for just that one."""
    if not table.has(name):
        return []
    if not isinstance(table.members[name], dict):
        exact = table.number(name, -MOST, MOST)
        return [] if exact is None else [Number(fact, Range(exact, exact))]
    bounds = Table.of(table.members[name], table.path(name), table.notes)
    given = {bound: bounds.number(bound, -MOST, MOST) for bound in _BOUNDS}
    bounds.end()
    wanted = _range(given)
    if not any(bound in bounds.members for bound in _BOUNDS):
        table.wrong(name, flaws.NO_NUMBERS)
    if wanted.empty:
        table.wrong(name, flaws.NEVER_BETWEEN)
    return [Number(fact, wanted)]


def _range(given: Mapping[str, float | None]) -> Range:
    least = [
        (value, name == "more_than")
        for name, value in given.items()
        if value is not None and name in ("at_least", "more_than")
    ]
    most = [
        (value, name != "less_than")
        for name, value in given.items()
        if value is not None and name in ("at_most", "less_than")
    ]
    below, open_below = max(least, default=(-MOST, False))
    above, closed_above = min(most, default=(MOST, True))
    return Range(below, above, open_below, not closed_above)


def _one_of(table: Table, name: str, fact: str, read: Callable[[str], str]) -> Spelled:
    written = table.texts(name)
    values = [read(one) for one in written]
    for n, value in enumerate(values, 1):
        if not value:
            says = flaws.NOT_A_DOMAIN if read is domain_of else flaws.EMPTY
            table.wrong(f"{name}[{n}]", says)
    return [OneOf(fact, frozenset(filter(None, values)))] if written else []


def _flag(table: Table, name: str, fact: str) -> Spelled:
    wanted = table.switch(name)
    return [] if wanted is None else [Flag(fact, wanted)]


def _plain(written: str) -> str:
    return written


def _lower(written: str) -> str:
    return written.strip().lower()


def _folded(written: str) -> str:
    return fold(written).words.strip()


def _is_network(written: str) -> bool:
    try:
        ip_network(written, strict=False)
    except ValueError:
        return False
    return True


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _clock(table: Table, name: str) -> time:
    written = table.text(name)
    if not written:
        return time()
    try:
        return time.fromisoformat(written).replace(tzinfo=None)
    except ValueError:
        table.wrong(name, flaws.NOT_A_TIME)
        return time()
