"""Lessons: what people rejected, remembered at once by its imprint, and unlearned as quickly.

A lesson has the id of the resolution that taught it, and tells which one took it back: so undo
finds both. The texts go once a site's retention is over; what is kept of them here stays.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from service.store.policy_tables import lesson_keys, lessons
from service.store.review_tables import review_items
from service.store.tables import comments

if TYPE_CHECKING:
    from service.text.imprint import Imprint

_AT_ONCE = 500
_MOST_UNLEARNED = 10_000
"""Lessons that are compared with the texts that are approved at once, for each site."""

_TEXTS = (
    select(review_items.c.id, comments.c.words)
    .join_from(review_items, comments, comments.c.id == review_items.c.comment_id)
    .where(review_items.c.id.in_(bindparam("item_ids", expanding=True)))
)
_IN_FORCE = lessons.c.forgotten_by.is_(None)
_SHARING = (
    select(lesson_keys.c.lesson_id)
    .where(
        lesson_keys.c.site_id == bindparam("site_id"),
        lesson_keys.c.key.in_(bindparam("keys", expanding=True)),
    )
    .distinct()
    .order_by(lesson_keys.c.lesson_id.desc())
    .limit(_MOST_UNLEARNED)
)
# Which are in force is seen afterwards: SQLite would rather walk through all that are.
_SKETCHES = select(lessons.c.id, lessons.c.sketch, lessons.c.forgotten_by).where(
    lessons.c.id.in_(bindparam("lesson_ids", expanding=True))
)
_OF_ITEMS = select(lessons.c.id, lessons.c.item_id).where(
    lessons.c.item_id.in_(bindparam("item_ids", expanding=True))
)
_FORGET = (
    update(lessons)
    .where(lessons.c.id == bindparam("of_lesson"), _IN_FORCE)
    .values(forgotten_by=bindparam("by"))
)


@dataclass(frozen=True, slots=True)
class Taught:
    """A resolution of an item of a site's, as far as lessons go."""

    resolution_id: str
    item_id: str
    site_id: str


def in_force(connection: Connection, lesson_ids: Collection[str]) -> Mapping[str, bytes]:
    """Return the sketches, by id, of those of these lessons that are not taken back."""
    ids = sorted(lesson_ids)
    found: dict[str, bytes] = {}
    for start in range(0, len(ids), _AT_ONCE):
        asked = {"lesson_ids": ids[start : start + _AT_ONCE]}
        for row in connection.execute(_SKETCHES, asked):
            if row.forgotten_by is None:
                found[row.id] = bytes.fromhex(row.sketch)
    return found


def teach(tx: Connection, rejected: Sequence[Taught], now: datetime) -> None:
    """Remember texts that people rejected; nothing is left to remember of one that was erased."""
    prints = _imprints(tx, [one.item_id for one in rejected])
    found = [(one, prints[one.item_id]) for one in rejected if one.item_id in prints]
    if not found:
        return
    tx.execute(insert(lessons), [_lesson(one, each.sketch, now) for one, each in found])
    keys = [row for one, each in found for row in _keys(one, each)]
    tx.execute(insert(lesson_keys), keys)


def unlearn(tx: Connection, approved: Sequence[Taught]) -> None:
    """Forget, until it is undone, a site's lessons that are alike to what people approved."""
    prints = _imprints(tx, [one.item_id for one in approved])
    by_site: dict[str, list[tuple[Taught, Imprint]]] = defaultdict(list)
    for one in approved:
        if one.item_id in prints:
            by_site[one.site_id].append((one, prints[one.item_id]))
    alike = _own(tx, approved)
    for site_id, some in by_site.items():
        alike |= _alike(tx, site_id, some)
    _forget(tx, alike)


def retract(tx: Connection, resolved: Sequence[Taught]) -> None:
    """Forget, until it is undone, the lessons of items that are no longer rejected."""
    _forget(tx, _own(tx, resolved))


def undo_lessons(tx: Connection, resolution_ids: Sequence[str]) -> None:
    """Drop what these resolutions taught, and bring back what they took back."""
    brought = update(lessons).where(lessons.c.forgotten_by.in_(resolution_ids))
    tx.execute(brought.values(forgotten_by=None))
    _drop(tx, resolution_ids)


def drop_lessons(tx: Connection, item_ids: Collection[str]) -> None:
    """Take out for good what items taught: who wrote them is to be forgotten."""
    of_items = select(lessons.c.id).where(lessons.c.item_id.in_(item_ids))
    _drop(tx, list(tx.execute(of_items.order_by(lessons.c.id)).scalars()))


def _drop(tx: Connection, lesson_ids: Sequence[str]) -> None:
    tx.execute(delete(lesson_keys).where(lesson_keys.c.lesson_id.in_(lesson_ids)))
    tx.execute(delete(lessons).where(lessons.c.id.in_(lesson_ids)))


def _imprints(tx: Connection, item_ids: Sequence[str]) -> Mapping[str, "Imprint"]:
    """Return the imprints, by item, of texts that have one."""
    from service.text.imprint import imprint  # noqa: PLC0415 -- numpy is not for light commands

    rows = tx.execute(_TEXTS, {"item_ids": list(item_ids)}).all()
    by_words = {words: imprint(words) for words in {row.words for row in rows}}
    found = ((item_id, by_words[words]) for item_id, words in rows)
    return {item_id: one for item_id, one in found if one is not None}


def _own(tx: Connection, resolved: Sequence[Taught]) -> dict[str, str]:
    """Return which lessons these items taught themselves, and the resolution of each item."""
    by = {one.item_id: one.resolution_id for one in resolved}
    rows = tx.execute(_OF_ITEMS, {"item_ids": sorted(by)})
    return {lesson_id: by[item_id] for lesson_id, item_id in rows}


def _alike(
    tx: Connection, site_id: str, approved: Sequence[tuple[Taught, "Imprint"]]
) -> Mapping[str, str]:
    """Return which lessons are alike to one of these texts, and the resolution of that."""
    from service.text.imprint import resemblances  # noqa: PLC0415 -- as above

    sketches = in_force(tx, _sharing(tx, site_id, {key for _, one in approved for key in one.keys}))
    ids, compared = list(sketches), list(sketches.values())
    return {
        ids[place]: one.resolution_id
        for one, each in approved
        for place in resemblances(each.sketch, compared).nonzero()[0]
    }


def _sharing(tx: Connection, site_id: str, keys: Collection[int]) -> set[str]:
    """Return the newest lessons of a site that share one of these keys, forgotten ones too."""
    wanted = sorted(keys)
    found: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        asked = {"site_id": site_id, "keys": wanted[start : start + _AT_ONCE]}
        found.update(tx.execute(_SHARING, asked).scalars())
    return found


def _forget(tx: Connection, alike: Mapping[str, str]) -> None:
    """Forget in one order, so that two who forget the same never stop each other."""
    if alike:
        rows = [{"of_lesson": id_, "by": by} for id_, by in sorted(alike.items())]
        tx.execute(_FORGET, rows)


def _lesson(one: Taught, sketch: bytes, now: datetime) -> Mapping[str, object]:
    return {
        "id": one.resolution_id,
        "site_id": one.site_id,
        "item_id": one.item_id,
        "sketch": sketch.hex(),
        "taught_at": now,
    }


def _keys(one: Taught, each: "Imprint") -> Iterable[Mapping[str, object]]:
    return (
        {"lesson_id": one.resolution_id, "place": place, "site_id": one.site_id, "key": key}
        for place, key in enumerate(each.keys)
    )
