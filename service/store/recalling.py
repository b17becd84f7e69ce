"""Recall from traces and review items how often a text and its author were here before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    String,
    Table,
    bindparam,
    cast,
    func,
    select,
    true,
)

from service.domain import MOST_COUNTED, Decision, Past
from service.store.policy_tables import traces
from service.store.probes import NUMBER, TEXT, Probes, Row, joined, written
from service.store.review_tables import review_items
from service.store.tables import comments, sites
from service.text.simhash import DISTANCE, Likeness, bands, distance

_BANDS = tuple(f"band_{place}" for place in range(4))
_ENTITIES = ("author_key", "address_key", "article_key")
_PROBES = Probes(
    {"n": NUMBER, "exact": NUMBER} | dict.fromkeys(_BANDS, NUMBER) | dict.fromkeys(_ENTITIES, TEXT)
)
_MOST_OWN = 2000
_SITE: BindParameter[str] = bindparam("site_id")
_OWN: BindParameter[Sequence[str]] = bindparam("own", expanding=True)
_OWN_IDS = (
    select(comments.c.id)
    .where(
        comments.c.site_id == _SITE,
        comments.c.external_id.in_(bindparam("external_ids", expanding=True)),
    )
    .order_by(comments.c.id.desc())
    .limit(_MOST_OWN)
)

_KEEP_TO_INDEXES = select(
    *(func.set_config(name, written("off"), true()) for name in ("enable_bitmapscan", "jit"))
)

Where = ColumnElement[bool]


class _Whose(Enum):
    """Whose comments are looked through: a site's, those but its `own`, or other sites'."""

    OURS = auto()
    OURS_BUT_OWN = auto()
    THEIRS = auto()


@dataclass(frozen=True, slots=True)
class Sender:
    """By what a comment's author, address and article are told from others; None: not told."""

    author_key: str | None
    address_key: str | None
    article_key: str | None


Asked = Sequence[tuple[Sender, Likeness | None]]


def keep_to_indexes(connection: Connection) -> None:
    """Have PostgreSQL walk down indexes as far as it must, until the transaction ends.

    It knows only how often a text is said on average: for one that was said a hundred thousand
    times it would fetch them all and sort them for the newest hundred.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_KEEP_TO_INDEXES)


def own_ids(connection: Connection, site_id: str, external_ids: Collection[str]) -> list[str]:
    """Return under which ids comments with these ids of a site's own were recorded before."""
    if not external_ids:
        return []
    asked = {"site_id": site_id, "external_ids": sorted(external_ids)}
    return list(connection.execute(_OWN_IDS, asked).scalars())


def recall(
    connection: Connection, site_id: str, asked: Asked, since: datetime, own: Collection[str]
) -> list[Past]:
    """Return what a site remembers of each comment, in order, `own` comments left out.

    Of floods what came at `since` or later counts.
    """
    rows = [_row(n, *one) for n, one in enumerate(asked)]
    given = {"site_id": site_id, "since": since} | ({"own": sorted(own)} if own else {})
    given |= _PROBES.values(connection.dialect.name, rows)
    whose = _Whose.OURS_BUT_OWN if own else _Whose.OURS
    recalled = [Past()] * len(asked)
    for row in connection.execute(_statement(connection.dialect.name, whose), given).mappings():
        likeness = asked[row["n"]][1]
        counts = {name: row[name] for name in _COUNTED}
        recalled[row["n"]] = Past(**counts, similar=_similar(row, likeness))
    return recalled


def with_others(
    connection: Connection, site_id: str, asked: Asked, recalled: Sequence[Past]
) -> list[Past]:
    """Return what is `recalled`, with how often other sites that share had the texts as well."""
    told = list(recalled)
    rows = [_row(n, *one) for n, one in enumerate(asked) if one[1] is not None]
    if not rows:
        return told
    statement = _statement(connection.dialect.name, _Whose.THEIRS)
    given = {"site_id": site_id} | _PROBES.values(connection.dialect.name, rows)
    for row in connection.execute(statement, given).mappings():
        one, likeness = told[row["n"]], asked[row["n"]][1]
        told[row["n"]] = replace(
            one,
            same=min(MOST_COUNTED, one.same + row["same"]),
            similar=min(MOST_COUNTED, one.similar + _similar(row, likeness)),
        )
    return told


def of_sharing_sites(column: ColumnElement[str]) -> Where:
    """Return the condition that a row is of another site that shares what it remembers."""
    sharing = select(sites.c.id).where(sites.c.shares_lessons, sites.c.id != _SITE)
    return column.in_(sharing)


def _row(n: int, sender: Sender, likeness: Likeness | None) -> Row:
    keys = (sender.author_key, sender.address_key, sender.article_key)
    if likeness is None:
        return (n, None, None, None, None, None, *keys)
    return (n, likeness.exact, *bands(likeness.simhash), *keys)


def _similar(row: Mapping[Any, Any], likeness: Likeness | None) -> int:
    """Return how many of the traces that share a band are near enough."""
    if likeness is None:
        return 0
    seen = {one for band in _BANDS if row[band] for one in row[band].split(" ")}
    hashes = (int(one.partition(":")[2]) for one in seen)
    near = sum(distance(each, likeness.simhash) <= DISTANCE for each in hashes)
    same: int = row["same"]
    return min(MOST_COUNTED, max(near, same))


@lru_cache
def _statement(dialect: str, whose: _Whose) -> Select[Any]:
    probe = _PROBES.table(dialect)
    counts = _texts(probe, dialect, whose)
    if whose is not _Whose.THEIRS:
        counts |= _records(probe, whose)
    return select(probe.c.n, *(count.label(name) for name, count in counts.items()))


def _of(whose: _Whose, table: Table) -> tuple[Where, ...]:
    if whose is _Whose.THEIRS:
        return (of_sharing_sites(table.c.site_id),)
    ours = table.c.site_id == _SITE
    return (ours,) if whose is _Whose.OURS else (ours, table.c.id.not_in(_OWN))


def _texts(probe: FromClause, dialect: str, whose: _Whose) -> dict[str, ColumnElement[Any]]:
    same = _count(probe, traces.c.exact == probe.c.exact, *_of(whose, traces))
    return {"same": same} | {band: _sharing(probe, dialect, band, whose) for band in _BANDS}


def _records(probe: FromClause, whose: _Whose) -> dict[str, ColumnElement[Any]]:
    by_author = (review_items.c.author_key == probe.c.author_key, *_of(whose, review_items))
    since = bindparam("since", type_=traces.c.at.type)
    lately = (*_of(whose, traces), traces.c.at >= since)
    return {
        "comments": _count(probe, *by_author),
        "approved": _count(probe, *by_author, _is_now(Decision.APPROVE)),
        "rejected": _count(probe, *by_author, _is_now(Decision.REJECT)),
        "by_author": _count(probe, traces.c.author_key == probe.c.author_key, *lately),
        "by_address": _count(probe, traces.c.address_key == probe.c.address_key, *lately),
        "on_article": _count(probe, traces.c.article_key == probe.c.article_key, *lately),
    }


_COUNTED = ("comments", "approved", "rejected", "same", "by_author", "by_address", "on_article")


def _is_now(outcome: Decision) -> Where:
    return review_items.c.outcome == written(outcome)


def _count(probe: FromClause, *where: Where) -> ColumnElement[int]:
    some = (
        select(written(1).label("one")).where(*where).limit(written(MOST_COUNTED)).correlate(probe)
    )
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


def _sharing(probe: FromClause, dialect: str, band: str, whose: _Whose) -> ColumnElement[str]:
    """Return the newest traces that share a band, each as its id and simhash.

    Those of other sites in whatever order, as there is no index that has them by their age.
    """
    spelled = (traces.c.id + written(":") + cast(traces.c.simhash, String)).label("seen")
    some = select(spelled).where(traces.c[band] == probe.c[band], *_of(whose, traces))
    if whose is not _Whose.THEIRS:
        some = some.order_by(traces.c.id.desc())
    seen = some.limit(written(MOST_COUNTED)).correlate(probe).subquery()
    return select(joined(dialect, seen.c.seen)).scalar_subquery()
