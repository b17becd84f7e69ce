"""What one look at the review page shows: the list, the item beside it, and what was just done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ulid import ULID

from service.domain import Site
from service.people import Moderator
from service.policy import Policy
from service.review import CampaignSize, Filter, Order, Page, ReviewItem, State
from service.store import deeds
from service.store.campaigns import sizes
from service.store.items import find_items
from service.store.listing import CursorUnknown
from service.web import review_words, signin
from service.web.office import Office
from service.web.review_choices import Kinds, kinds
from service.web.review_notice import Notice
from service.web.review_query import Query
from service.web.review_view import Campaign, Dossier, Findings, Row, Rows, dossier
from service.web.reviews import Reviewer, Reviews

_CHECKED = 50  # comments of a campaign that stand in its list
LANGUAGES = (
    "id", "en", "jv", "su", "ms", "ar", "de", "es", "fr", "hi", "ja", "ko", "nl", "pt", "ru", "th",
    "tl", "vi", "zh", "und",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Screen:
    """What a page shows. `more` is the cursor of the page after this one, empty at the end.

    `changed` are the ids of the items that an act has changed.
    """

    query: Query
    me: Moderator
    sites: tuple[Site, ...]
    policy: Policy
    now: datetime
    rows: tuple[Row, ...] = ()
    more: str = ""
    dossier: Dossier | None = None
    notice: Notice | None = None
    changed: tuple[str, ...] = ()

    @property
    def opened(self) -> str:
        """The id of the item beside the list; empty where there is none."""
        return self.dossier.item.id if self.dossier else ""

    @property
    def following(self) -> str:
        """The id of the item after the opened one in the list, else of the one before."""
        ids = [row.item.id for row in self.rows]
        if self.opened not in ids:
            return ""
        at = ids.index(self.opened)
        return next(iter([*ids[at + 1 : at + 2], *ids[max(at - 1, 0) : at]]), "")

    @property
    def kinds(self) -> dict[str, Kinds]:
        """The labels to choose from for several items at once."""
        return dict(kinds(None, self.policy))

    @property
    def reasons(self) -> list[str]:
        """The codes of the reasons to filter by."""
        signals = [name for name, band in self.policy.signals.items() if band.hold <= 1]
        own = [rule.code for rule in self.policy.rules]
        scores = [f"score:{label}" for label in self.policy.labels]
        return [*own, *scores, *(f"signal:{name}" for name in signals)]

    @property
    def languages(self) -> tuple[str, ...]:
        """The codes of the languages to filter by."""
        return LANGUAGES

    @property
    def limits(self) -> list[tuple[str, str]]:
        """What the list is limited to: the names of limits in the query, and them in words."""
        return review_words.limits(self.query, {site.id: site.name for site in self.sites})

    @property
    def until(self) -> str:
        """The id that everything which came in by now lies below."""
        return str(ULID.from_datetime(self.now))

    def ago(self, moment: datetime) -> str:
        """Return how long ago a moment was, in the page's language."""
        return review_words.ago(moment, self.now)


@dataclass(frozen=True, slots=True)
class Looker:
    """Looks at the queue for the moderator who is signed in; made anew for every request."""

    office: Office
    reviewer: Reviewer
    me: Moderator
    now: datetime

    @classmethod
    def of(cls, office: Office) -> "Looker":
        """Return the looker of this request."""
        return cls(office, signin.reviewer(office), signin.me(), office.now())

    @property
    def reviews(self) -> Reviews:
        """The queue."""
        return Reviews(self.office)

    @property
    def arranger(self) -> Rows:
        """What makes rows for this moderator."""
        sites = {site.id: site for site in self.reviewer.sites}
        return Rows(sites, self.office.rulebook, self.reviewer.actor, self.now)

    def screen(self, query: Query, notice: Notice | None = None) -> Screen:
        """Return the list, with the item that was asked for or the first; raises NotFound."""
        page = self.page(query)
        rows = self.rows(page)
        item_id = query.item or (rows[0].item.id if rows else "")
        opened = self.look(query, item_id)
        return self.bare(query, rows, page.after, opened, notice=notice)

    def beside(self, query: Query) -> Screen:
        """Return the item alone that was asked for; raises NotFound."""
        return self.bare(query, opened=self.look(query, query.item))

    def bare(
        self,
        query: Query,
        rows: Sequence[Row] = (),
        more: str = "",
        opened: Dossier | None = None,
        *,
        notice: Notice | None = None,
        changed: Sequence[str] = (),
    ) -> Screen:
        """Return a screen of these parts."""
        sites = self.reviewer.sites
        rulebook, presets = self.office.rulebook, self.office.policies
        policy = rulebook.policy_of(sites[0]) if sites else presets[self.office.settings.policy]
        return Screen(
            query=query,
            me=self.me,
            sites=sites,
            policy=policy,
            now=self.now,
            rows=tuple(rows),
            more=more,
            dossier=opened,
            notice=notice,
            changed=tuple(changed),
        )

    def page(self, query: Query) -> Page:
        """Return the page of items asked for; the first one where the cursor is of no use."""
        within = self._within(query)
        wanted = query.filter(self.now)
        try:
            return self.reviews.page(within, wanted, query.order, query.after)
        except CursorUnknown:
            return self.reviews.page(within, wanted, query.order)

    def rows(self, page: Page) -> list[Row]:
        """Arrange a page for the list."""
        return [
            self.arranger.row(item, page.campaigns.get(item.campaign_id)) for item in page.items
        ]

    def standing(
        self, item_ids: Sequence[str], campaign_ids: Sequence[str], *, grouped: bool
    ) -> list[ReviewItem]:
        """Return these items as they are now, and the first that waits of each campaign.

        Where campaigns stand as one, the items' own count too: others of them may still wait.
        """
        with self.office.read() as connection:
            items = find_items(connection, item_ids)
        left = self.campaigns(items) if grouped else {}
        for campaign_id in dict.fromkeys([*campaign_ids, *left]):
            wanted = Filter(campaign=campaign_id)
            items += self.reviews.page(self.reviewer, wanted, Order.OLDEST, limit=1).items
        return items

    def campaigns(self, items: Sequence[ReviewItem]) -> Mapping[str, CampaignSize]:
        """Return how many open items the campaigns of these items have."""
        with self.office.read() as connection:
            return sizes(connection, sorted({item.campaign_id for item in items} - {""}))

    def look(self, query: Query, item_id: str) -> Dossier | None:
        """Return an item with what helps to decide on it; raises NotFound."""
        if not item_id:
            return None
        item = self.reviews.item(self.reviewer, item_id)
        background = self.reviews.background(item)
        site_ids = self.reviewer.site_ids
        with self.office.read() as connection:
            found = Findings(
                background=background,
                steps=tuple(deeds.steps(connection, item.id)),
                campaign=self._campaign(query, item),
                deed=deeds.deed(connection, site_ids, item.decided.act_id)
                if item.decided
                else None,
            )
        return dossier(item, self.arranger, found)

    def _campaign(self, query: Query, item: ReviewItem) -> Campaign | None:
        """Return the campaign that an item stands for, where campaigns stand as one."""
        if not query.groups or item.state is not State.OPEN or not item.campaign_id:
            return None
        wanted = Filter(campaign=item.campaign_id)
        page = self.reviews.page(self.reviewer, wanted, Order.NEWEST, limit=_CHECKED)
        size = self.campaigns([item]).get(item.campaign_id)
        if size is None or size.items < 2 or not page.items:
            return None
        rows = tuple(self.arranger.row(one) for one in page.items)
        return Campaign(item.campaign_id, size, rows, page.items[0].id)

    def _within(self, query: Query) -> Reviewer:
        if not query.site:
            return self.reviewer
        chosen = tuple(site for site in self.reviewer.sites if site.id == query.site)
        return Reviewer(self.reviewer.actor, chosen)
