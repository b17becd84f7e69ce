"""The review list as a CSV file: every item of the filter on the page, streamed page by page."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields

from flask import Blueprint, Response, request
from ulid import ULID

from service.errors import LedgerUnavailable
from service.review import Filter, Order, ReviewItem
from service.store.audit import Act, note
from service.web import pages
from service.web.csvout import Cell, attachment
from service.web.dashboard_view import within
from service.web.office import Office
from service.web.review_query import Query
from service.web.reviews import Reviewer, Reviews
from service.web.signin import protect, reviewer

AT_ONCE = 200
HEADINGS = (
    "Came in (UTC)",
    "Site",
    "Article",
    "Address of the article",
    "Author",
    "Comment",
    "Verdict",
    "Reasons",
    "Score",
    "Resolution",
    "Moderator",
    "Resolved (UTC)",
)
MESSAGES = frozenset(HEADINGS)


@dataclass(frozen=True, slots=True)
class Singly(Filter):
    """A filter under which campaigns do not stand as one row: an export lists every item."""

    @property
    def groups(self) -> bool:
        """Whether campaigns stand as one row."""
        return False


@dataclass(slots=True)
class Export:
    """One export of a reviewer, noted in the audit before the first byte and after the last.

    The second note counts what was sent, also where the reader went away in between. Neither says
    more of the filter than its view: what was searched for may be a comment's text.
    """

    office: Office
    reviewer: Reviewer
    wanted: Singly
    items: int = 0
    act_id: str = field(default="", repr=False)

    def begin(self) -> None:
        """Note that the export begins; raises LedgerUnavailable, and nothing is sent."""
        self.act_id = str(ULID.from_datetime(self.office.now()))
        self._note({"view": self.wanted.view, "ended": False})

    def rows(self, headings: Sequence[str]) -> Generator[Sequence[Cell]]:
        """Yield the headings and a row for each item."""
        ended = False
        try:
            yield headings
            for item in self._items():
                self.items += 1
                yield _row(item, self._names)
            ended = True
        finally:
            facts = {"view": self.wanted.view, "items": self.items, "ended": ended}
            # Nobody is left to be told: the answer has begun.
            with suppress(LedgerUnavailable):
                self._note(facts)

    @property
    def _names(self) -> Mapping[str, str]:
        return {site.id: site.name for site in self.reviewer.sites}

    def _items(self) -> Iterator[ReviewItem]:
        reviews, after = Reviews(self.office), ""
        while True:
            page = reviews.page(self.reviewer, self.wanted, Order.NEWEST, after, AT_ONCE)
            yield from page.items
            after = page.after
            if not after:
                return

    def _note(self, facts: Mapping[str, object]) -> None:
        sites = self.reviewer.site_ids
        act = Act(
            actor=self.reviewer.actor,
            action="export",
            subject="review",
            now=self.office.now(),
            site_id=sites[0] if len(sites) == 1 else "",
            after=facts,
            act_id=self.act_id,
        )
        with self.office.write() as tx:
            note(tx, act)


def blueprint(office: Office) -> Blueprint:
    """Return /review/export.csv, for moderators who are signed in."""
    page = Blueprint("review_export", __name__)
    protect(page, office)

    @page.get("/review/export.csv")
    def export_csv() -> Response:
        query = Query.of(request.args)
        mine = within(reviewer(office), query.site)
        wanted = query.filter(office.now())
        singly = Singly(**{one.name: getattr(wanted, one.name) for one in fields(wanted)})
        export = Export(office, mine, singly)
        export.begin()
        headings = [pages.say(heading) for heading in HEADINGS]
        return attachment(export.rows(headings), f"saring-{query.view}.csv")

    page.record_once(lambda state: pages.install(state.app))
    page.after_request(pages.secure)
    return page


def _row(item: ReviewItem, sites: Mapping[str, str]) -> Sequence[Cell]:
    decided = item.decided
    label = f" ({decided.label})" if decided is not None and decided.label else ""
    return (
        item.opened_at,
        sites.get(item.site_id, ""),
        item.article.title,
        item.article.url,
        item.author.name,
        item.body,
        item.verdict.decision.value,
        ", ".join(reason.code for reason in item.verdict.reasons),
        item.score,
        None if decided is None else f"{decided.resolution.value}{label}",
        None if decided is None else decided.by.name,
        None if decided is None else decided.at,
    )
