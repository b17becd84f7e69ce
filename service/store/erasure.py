"""Erasure: find all that is stored about a person, and take it out for good.

A person is known by what a site told of them. An author's record on a site is one: whoever is found
by an id or an address is found with everything that counts as the same author's there.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, func, or_, select, update
from ulid import ULID

from service.domain import Author, Decision, Resolution
from service.people import SHELL
from service.review import Choice, State, Target
from service.store.audit import Act, note_all
from service.store.copies import empty_log
from service.store.engine import reading, transaction
from service.store.pseudonyms import Pseudonymiser
from service.store.resolving import resolve
from service.store.review_tables import resolutions, review_items
from service.store.standing import lock
from service.store.tables import comments, feedback, sites
from service.store.texts import (
    AUTHOR_ERASE,
    AUTHORS,
    FORGOTTEN,
    PLACE,
    Place,
    erase_texts,
    forget_authors,
    leave_campaigns,
)

AT_ONCE = 200
"""Comments erased in one transaction."""

_TABLES = review_items.join(comments, comments.c.id == review_items.c.comment_id).join(
    sites, sites.c.id == review_items.c.site_id
)
_RECORDS = (
    select(func.count())
    .where(resolutions.c.item_id == review_items.c.id)
    .scalar_subquery()
    .label("records")
)
_FEEDBACK = (
    select(func.count())
    .where(feedback.c.verdict_id == review_items.c.verdict_id)
    .scalar_subquery()
    .label("feedback")
)


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of somebody; what is empty is not looked for. `site_id` limits to one site."""

    author: Author
    site_id: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """One comment of somebody's, with what came of it. `records` counts training records."""

    item_id: str
    site: str
    received_at: datetime
    article: str
    author_name: str
    body: str
    state: State
    outcome: Decision
    resolution: Resolution | None
    feedback: int
    records: int


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was erased: comments, training records withdrawn, replies that quoted them."""

    comments: int
    records: int
    quoted: int


def find(connection: Connection, hidden: Pseudonymiser, person: Person) -> list[str]:
    """Return the ids of the review items of all that a person wrote, oldest first."""
    told = hidden.hide(person.author)
    accounts = _any(
        (comments.c.author_id_hash, told.id), (comments.c.author_email_hash, told.email)
    )
    others = _any(
        (comments.c.author_ip_hash, told.ip), (comments.c.author_name, person.author.name)
    )
    found = {*_items(connection, person, accounts), *_items(connection, person, others)}
    found.update(_same_authors(connection, person, accounts))
    return sorted(found)


def stored(connection: Connection, item_ids: Sequence[str]) -> Iterator[Stored]:
    """Yield what is stored under these items, in their order."""
    shown = (
        review_items.c.id,
        sites.c.name.label("site"),
        comments.c.received_at,
        comments.c.article_title,
        comments.c.article_url,
        comments.c.author_name,
        comments.c.body,
        review_items.c.state,
        review_items.c.outcome,
        review_items.c.resolution,
        _FEEDBACK,
        _RECORDS,
    )
    chosen = select(*shown).select_from(_TABLES).order_by(review_items.c.id)
    for some in _parts(item_ids):
        for row in connection.execute(chosen.where(review_items.c.id.in_(some))):
            yield _stored(row)


def forget(engine: Engine, item_ids: Sequence[str], now: datetime) -> Erased:
    """Erase what these items hold of who wrote them, and withdraw them from training.

    What waits for a moderator is rejected first, so that it is never published and its blog hears
    of it. Some hundreds a transaction: where it breaks off, run it again. Raises LedgerUnavailable.
    """
    act_id = str(ULID.from_datetime(now))
    erased = Counter[str]()
    for some in _parts(item_ids):
        with reading(engine) as connection:
            quoting = _quoting(connection, some)
        with transaction(engine) as tx:
            erased.update(_forget(tx, some, act_id, now))
            erased["quoted"] += _unquote(tx, quoting)
    if engine.dialect.name == "sqlite":
        empty_log(engine)
    return Erased(erased["comments"], erased["records"], erased["quoted"])


def forgotten(connection: Connection) -> list[str]:
    """Return the ids of the review items whose authors were forgotten."""
    chosen = select(review_items.c.id).select_from(_TABLES)
    return list(connection.execute(chosen.where(comments.c.text_digest == FORGOTTEN)).scalars())


def _forget(tx: Connection, item_ids: Sequence[str], act_id: str, now: datetime) -> Counter[str]:
    locked = lock(tx, item_ids)
    places = _places(tx, list(locked))
    here = [locked[place.item_id] for place in places]
    _leave_queue(tx, [one.id for one in here if one.standing.state in _WAITING], act_id, now)
    of_here = resolutions.c.item_id.in_([one.id for one in here])
    trained = and_(of_here, resolutions.c.withdrawn_at.is_(None))
    records = tx.execute(update(resolutions).where(trained).values(withdrawn_at=now)).rowcount
    erase_texts(tx, places, now)
    forget_authors(tx, places)
    leave_campaigns(tx, {one.campaign_id for one in here if one.campaign_id}, places)
    per_site = Counter(one.site_id for one in here)
    note_all(
        tx,
        [
            Act(SHELL, AUTHOR_ERASE, AUTHORS, now, site_id, {}, {"comments": count}, act_id)
            for site_id, count in sorted(per_site.items())
        ],
    )
    return Counter(comments=len(places), records=records)


def _places(tx: Connection, item_ids: Sequence[str]) -> list[Place]:
    """Return where those of the items stand whose authors are not forgotten yet."""
    known = and_(review_items.c.id.in_(item_ids), comments.c.text_digest != FORGOTTEN)
    chosen = select(*PLACE).select_from(_TABLES).where(known).order_by(review_items.c.id)
    return [Place(*row) for row in tx.execute(chosen)]


def _leave_queue(tx: Connection, item_ids: Sequence[str], act_id: str, now: datetime) -> None:
    """Reject what waits, whoever is looking at it."""
    if not item_ids:
        return
    mine = review_items.c.id.in_(item_ids)
    tx.execute(update(review_items).where(mine).values(claimed_by=None, claimed_until=None))
    targets = [Target(item_id) for item_id in item_ids]
    resolve(tx, targets, Choice(Resolution.REJECT, act_id=act_id), SHELL, now)


_WAITING = (State.OPEN, State.ESCALATED)


def _stored(row: Row[*tuple[Any, ...]]) -> Stored:
    return Stored(
        item_id=row.id,
        site=row.site,
        received_at=row.received_at,
        article=row.article_title or row.article_url,
        author_name=row.author_name,
        body=row.body,
        state=State(row.state),
        outcome=Decision(row.outcome),
        resolution=Resolution(row.resolution) if row.resolution else None,
        feedback=row.feedback,
        records=row.records,
    )


def _any(*told: tuple[ColumnElement[Any], str | None]) -> list[ColumnElement[bool]]:
    return [column == value for column, value in told if value]


def _items(
    connection: Connection, person: Person, either: Sequence[ColumnElement[bool]]
) -> list[str]:
    if not either:
        return []
    chosen = select(review_items.c.id).select_from(_TABLES).where(or_(*either))
    if person.site_id:
        chosen = chosen.where(review_items.c.site_id == person.site_id)
    return list(connection.execute(chosen).scalars())


def _same_authors(
    connection: Connection, person: Person, accounts: Sequence[ColumnElement[bool]]
) -> Iterator[str]:
    """Yield the items of those who are, on their sites, the same authors as those found."""
    if not accounts:
        return
    keys = select(comments.c.site_id, comments.c.author_key).where(
        or_(*accounts), comments.c.author_key.is_not(None)
    )
    for site_id, key in connection.execute(keys.distinct()).all():
        if person.site_id in ("", site_id):
            one = and_(review_items.c.site_id == site_id, review_items.c.author_key == key)
            yield from _items(connection, person, [one])


def _quoting(connection: Connection, item_ids: Sequence[str]) -> list[str]:
    """Return the ids of the comments that were sent as answers to the texts of these items."""
    said = (
        select(review_items.c.site_id, comments.c.body)
        .join_from(review_items, comments, comments.c.id == review_items.c.comment_id)
        .where(review_items.c.id.in_(item_ids), comments.c.body != "")
    )
    bodies: dict[str, list[str]] = {}
    for site_id, body in connection.execute(said):
        bodies.setdefault(site_id, []).append(body)
    found: list[str] = []
    for site_id, texts in sorted(bodies.items()):
        answers = and_(comments.c.site_id == site_id, comments.c.parent.in_(texts))
        found += connection.execute(select(comments.c.id).where(answers)).scalars()
    return found


def _unquote(tx: Connection, comment_ids: Sequence[str]) -> int:
    for some in _parts(comment_ids):
        tx.execute(update(comments).where(comments.c.id.in_(some)).values(parent=""))
    return len(comment_ids)


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))
