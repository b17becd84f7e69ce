"""A filter as conditions on review items.

Constants that partial indexes name are written out: a database chooses such an index only where it
can see that the condition holds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from service.review import Filter, View
from service.store.arrivals import article_key
from service.store.review_tables import review_items, review_marks
from service.store.tables import comments
from service.text.fold import fold

_RARE = 2_000
_ESCAPE = "\\"

LEADS: ColumnElement[bool] = literal_column("review_items.leads")
WAITING: ColumnElement[bool] = literal_column("review_marks.waiting")


def _is(column: str, value: str) -> ColumnElement[bool]:
    return literal_column(f"review_items.{column}") == literal_column(f"'{value}'")


_VIEWS = {
    View.OPEN: _is("state", "open"),
    View.ESCALATED: _is("state", "escalated"),
    View.RESOLVED: _is("state", "resolved"),
    View.REJECTED: review_items.c.outcome == "reject",
    View.APPROVED: review_items.c.outcome == "approve",
}


@dataclass(frozen=True, slots=True)
class Matching:
    """What an item must be to be wanted. `few` says that the ids of all that may be are named."""

    conditions: tuple[ColumnElement[bool], ...]
    few: bool


def match(connection: Connection, site_ids: Sequence[str], wanted: Filter) -> Matching:
    """Return what an item must be to be wanted; that it is of one of the sites is left to say."""
    marked = [_marked(connection, site_ids, wanted, mark) for mark in _marks(wanted)]
    few = any(named for _, named in marked)
    return Matching((*_plain(wanted), *(condition for condition, _ in marked)), few)


def _plain(wanted: Filter) -> Iterator[ColumnElement[bool]]:
    yield LEADS if wanted.groups else _VIEWS[wanted.view]
    if wanted.language:
        yield review_items.c.language == wanted.language
    if wanted.author:
        yield review_items.c.author_key == wanted.author
    if wanted.article:
        yield review_items.c.article_key == article_key(wanted.article)
    if wanted.campaign:
        yield review_items.c.campaign_id == wanted.campaign
    if wanted.after:
        yield review_items.c.opened_at >= wanted.after
    if wanted.before:
        yield review_items.c.opened_at < wanted.before
    if wanted.text:
        yield from _written(wanted.text)


def _marks(wanted: Filter) -> Iterator[tuple[ColumnElement[bool], ...]]:
    """Yield the conditions on each mark that an item must have."""
    if wanted.reason:
        yield (review_marks.c.code == wanted.reason, review_marks.c.is_reason)
    if wanted.label:
        yield (
            review_marks.c.code == f"score:{wanted.label}",
            review_marks.c.level >= wanted.score_from,
            review_marks.c.level < wanted.score_to,
        )


def _marked(
    connection: Connection,
    site_ids: Sequence[str],
    wanted: Filter,
    mark: tuple[ColumnElement[bool], ...],
) -> tuple[ColumnElement[bool], bool]:
    """Return the condition that an item has a mark, and whether it names the few that do.

    Few marks are fetched and named: walking a long queue for them would take as long as the queue.
    Many are looked for item by item: the page is full before the queue is at its end.
    """
    if wanted.view is View.OPEN:
        rare = connection.execute(_holders(site_ids, mark)).scalars().all()
        if len(rare) < _RARE:
            return review_items.c.id.in_(rare), True
    return exists().where(review_marks.c.item_id == review_items.c.id, *mark), False


def _holders(site_ids: Sequence[str], mark: tuple[ColumnElement[bool], ...]) -> Select[tuple[str]]:
    of_these = review_marks.c.site_id.in_(site_ids)
    return select(review_marks.c.item_id).where(of_these, WAITING, *mark).limit(_RARE)


def _written(text: str) -> Iterator[ColumnElement[bool]]:
    """Yield for each word that it stands in the text, undisguised, or in the author's name."""
    named = func.lower(comments.c.author_name)
    for word in fold(text).words.split():
        pattern = f"%{_escaped(word)}%"
        yield exists().where(
            comments.c.id == review_items.c.comment_id,
            or_(comments.c.words.like(pattern, _ESCAPE), named.like(pattern, _ESCAPE)),
        )


def _escaped(word: str) -> str:
    for special in (_ESCAPE, "%", "_"):
        word = word.replace(special, _ESCAPE + special)
    return word
