"""Find the lesson that a text is most like: what moderators rejected, by its imprint."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select

from service.domain import Site
from service.store.lessons import in_force
from service.store.policy_tables import lesson_keys
from service.store.probes import NUMBER, Probes, joined, written
from service.store.recalling import of_sharing_sites
from service.text.imprint import Imprint, resemblances

_NEWEST = 12
"""Lessons looked at for each key; a text has sixteen, and rare ones among them."""

_COMPARED = 64
"""Lessons that a text is compared with: those with which it shares most keys."""

_PROBES = Probes({"n": NUMBER, "key": NUMBER})
_OF_SITE = lesson_keys.c.site_id == bindparam("site_id")


def closest(connection: Connection, site: Site, imprints: Sequence[Imprint | None]) -> list[float]:
    """Return how much each text resembles the lesson in force that is most like it, in [0, 1].

    0 where none is ALIKE. Lessons are the site's, and those of others where it and they share.
    """
    shared = _sharing(connection, site, imprints)
    compared = [
        sorted(shared_by, key=lambda id_: (shared_by[id_], id_), reverse=True)[:_COMPARED]
        for shared_by in shared
    ]
    sketches = in_force(connection, {id_ for ids in compared for id_ in ids})
    return [_best(one, ids, sketches) for one, ids in zip(imprints, compared, strict=True)]


def _sharing(
    connection: Connection, site: Site, imprints: Sequence[Imprint | None]
) -> list[Counter[str]]:
    """Return for each text how many keys it shares with each of some lessons."""
    found = [Counter[str]() for _ in imprints]
    rows = [(n, key) for n, one in enumerate(imprints) if one is not None for key in one.keys]
    if not rows:
        return found
    given = {"site_id": site.id} | _PROBES.values(connection.dialect.name, rows)
    for of_others in (False, True) if site.shares_lessons else (False,):
        statement = _statement(connection.dialect.name, of_others=of_others)
        for n, lesson_ids in connection.execute(statement, given):
            found[n].update(lesson_ids.split(" "))
    return found


def _best(one: Imprint | None, lesson_ids: Iterable[str], sketches: Mapping[str, bytes]) -> float:
    if one is None:
        return 0.0
    others = [sketches[id_] for id_ in lesson_ids if id_ in sketches]
    return float(resemblances(one.sketch, others).max(initial=0.0))


@lru_cache
def _statement(dialect: str, *, of_others: bool) -> Select[Any]:
    """Those of other sites come in whatever order: no index has them by their age."""
    probe = _PROBES.table(dialect)
    where: ColumnElement[bool] = of_sharing_sites(lesson_keys.c.site_id) if of_others else _OF_SITE
    some = select(lesson_keys.c.lesson_id).where(lesson_keys.c.key == probe.c.key, where)
    if not of_others:
        some = some.order_by(lesson_keys.c.lesson_id.desc())
    newest = some.limit(written(_NEWEST)).correlate(probe).subquery()
    of_key = select(joined(dialect, newest.c.lesson_id)).scalar_subquery().label("lesson_ids")
    found = select(probe.c.n, of_key).subquery()
    return (
        select(found.c.n, joined(dialect, found.c.lesson_ids))
        .where(found.c.lesson_ids.is_not(None))
        .group_by(found.c.n)
    )
