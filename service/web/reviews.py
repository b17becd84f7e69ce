"""What moderators do with the queue, in short transactions, for the pages and the API alike."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection
from ulid import ULID

from service.domain import Site
from service.errors import NotFound
from service.people import Actor
from service.review import (
    AuthorRecord,
    Choice,
    Claim,
    Filter,
    Order,
    Outcome,
    Page,
    Refused,
    ReviewItem,
    Target,
)
from service.store import queue, resolving
from service.store.groups import (
    ScoreRange,
    author_record,
    open_in_range,
    open_of_campaign,
    similar,
)
from service.store.items import find_item
from service.store.listing import page
from service.web.office import Office

T = TypeVar("T")

AT_ONCE = 200  # items decided in one transaction
MOST = 10_000  # items decided by one press of a button
SIMILAR = 5


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who works on the queue, and the sites whose queue it is."""

    actor: Actor
    sites: tuple[Site, ...]

    @property
    def site_ids(self) -> list[str]:
        """The ids of the reviewer's sites."""
        return [site.id for site in self.sites]

    def site(self, site_id: str) -> Site:
        """Return one of the reviewer's sites; raises NotFound."""
        for site in self.sites:
            if site.id == site_id:
                return site
        raise NotFound("there is no such site, or it is not yours to review")


@dataclass(frozen=True, slots=True)
class Group:
    """Open items to decide on as one: those seen (up to `until_id`), but for some."""

    until_id: str
    except_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Background:
    """What helps to judge an item: its author's record and comments that say nearly the same."""

    author: AuthorRecord | None
    similar: tuple[ReviewItem, ...]


@dataclass(frozen=True, slots=True)
class Reviews:
    """The queue over the ledger of `office`. Every method may raise LedgerUnavailable."""

    office: Office

    def page(
        self, reviewer: Reviewer, wanted: Filter, order: Order, after: str = "", limit: int = 50
    ) -> Page:
        """Return a page of a view; raises CursorUnknown."""
        with self.office.read() as connection:
            return page(connection, reviewer.site_ids, wanted, order, after, limit)

    def item(self, reviewer: Reviewer, item_id: str) -> ReviewItem:
        """Return an item; raises NotFound where it is not the reviewer's to see."""
        with self.office.read() as connection:
            return self._item(connection, reviewer, item_id)

    def background(self, item: ReviewItem) -> Background:
        """Return what helps to judge an item."""
        with self.office.read() as connection:
            return Background(
                author_record(connection, item), tuple(similar(connection, item, SIMILAR))
            )

    def claim(self, reviewer: Reviewer, item_id: str) -> Claim | Refused:
        """Take or renew the lease on an item; raises NotFound."""
        with self.office.write() as tx:
            self._item(tx, reviewer, item_id)
            return queue.claim(tx, item_id, reviewer.actor, self.office.now())

    def claim_next(self, reviewer: Reviewer) -> ReviewItem | None:
        """Take the oldest open item that nobody else has; None where there is none."""
        with self.office.write() as tx:
            item_id = queue.claim_next(tx, reviewer.site_ids, reviewer.actor, self.office.now())
            return None if item_id is None else find_item(tx, item_id)

    def release(self, reviewer: Reviewer, item_id: str) -> None:
        """Give a lease back."""
        with self.office.write() as tx:
            queue.release(tx, item_id, reviewer.actor)

    def resolve(self, reviewer: Reviewer, targets: Sequence[Target], choice: Choice) -> Outcome:
        """Decide on items alike; raises ChoiceInvalid."""
        now = self.office.now()
        act = Choice(
            choice.resolution,
            choice.label,
            choice.note,
            choice.act_id or str(ULID.from_datetime(now)),
        )
        outcomes = []
        for some in _chunks(targets, AT_ONCE):
            with self.office.write() as tx:
                outcomes.append(
                    resolving.resolve(tx, some, act, reviewer.actor, now, reviewer.site_ids)
                )
        return _together(act.act_id, outcomes)

    def resolve_campaign(
        self, reviewer: Reviewer, campaign_id: str, group: Group, choice: Choice
    ) -> Outcome:
        """Decide on the open items of a campaign, at most `MOST`, oldest first."""
        with self.office.read() as connection:
            ids = open_of_campaign(connection, reviewer.site_ids, campaign_id, group.until_id, MOST)
        return self.resolve(reviewer, _targets(ids, group.except_ids), choice)

    def resolve_range(
        self, reviewer: Reviewer, scores: ScoreRange, group: Group, choice: Choice
    ) -> Outcome:
        """Decide on the open items whose score lies in a range, at most `MOST`, lowest first."""
        with self.office.read() as connection:
            ids = open_in_range(connection, reviewer.site_ids, scores, group.until_id, MOST)
        return self.resolve(reviewer, _targets(ids, group.except_ids), choice)

    def undo(self, reviewer: Reviewer, act_id: str) -> Outcome:
        """Undo an act as far as it can be; raises NotFound where there is nothing to undo."""
        now = self.office.now()
        with self.office.read() as connection:
            ids = resolving.resolutions_of(connection, act_id)
        if not ids:
            raise NotFound("there is nothing to undo under this id")
        outcomes = []
        for some in _chunks(ids, AT_ONCE):
            with self.office.write() as tx:
                outcomes.append(
                    resolving.undo_some(tx, some, reviewer.actor, now, reviewer.site_ids)
                )
        return _together(act_id, outcomes)

    def _item(self, connection: Connection, reviewer: Reviewer, item_id: str) -> ReviewItem:
        item = find_item(connection, item_id)
        reviewer.site(item.site_id)
        return item


def _targets(ids: Iterable[str], except_ids: Collection[str]) -> list[Target]:
    return [Target(item_id) for item_id in ids if item_id not in except_ids]


def _chunks(those: Sequence[T], size: int) -> Iterator[list[T]]:
    remaining = iter(those)
    while some := list(islice(remaining, size)):
        yield some


def _together(act_id: str, outcomes: Sequence[Outcome]) -> Outcome:
    return Outcome(
        act_id,
        tuple(item_id for outcome in outcomes for item_id in outcome.changed),
        tuple({one.item_id: one for outcome in outcomes for one in outcome.refused}.values()),
    )
