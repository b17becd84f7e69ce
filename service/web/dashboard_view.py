"""What the dashboard shows: what was asked for, and the ledger's numbers for it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from service.domain import Decision, Resolution, Site
from service.store.busiest import Busy, busiest_articles, busiest_authors
from service.store.days import Days
from service.store.decisions import Day, decisions_by_day
from service.store.overturned import Reviewed, by_label, by_reason
from service.store.workload import Workload, workload
from service.web import charts
from service.web.charts import Bar, Columns
from service.web.office import Office
from service.web.reviews import Reviewer
from service.web.statistics_words import PERIODS, ZONES

USUAL_DAYS = 30
USUAL_ZONE = "utc"
HIGH = 160
_LISTED = 12

Parts = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The period, the site (empty for all) and the zone in which days begin."""

    days: int = USUAL_DAYS
    site: str = ""
    zone: str = USUAL_ZONE

    @classmethod
    def of(cls, args: Mapping[str, str], reviewer: Reviewer) -> Self:
        """Read an address; what cannot be used, or is not the reviewer's, counts as not asked."""
        days, zone, site = (args.get(name, "") for name in ("days", "zone", "site"))
        return cls(
            days=int(days) if days in map(str, PERIODS) else USUAL_DAYS,
            site=site if site in reviewer.site_ids else "",
            zone=zone if zone in ZONES else USUAL_ZONE,
        )

    def period(self, now: datetime) -> Days:
        """Return the days that were asked for."""
        return Days.until(now, self.days, ZONES[self.zone][1])


def within(reviewer: Reviewer, site_id: str) -> Reviewer:
    """Return the reviewer for one of their sites, or for all where none is named."""
    sites = tuple(site for site in reviewer.sites if site.id == site_id or not site_id)
    return Reviewer(reviewer.actor, sites)


@dataclass(frozen=True, slots=True)
class Board:
    """The numbers of some sites in some days, and the pictures of them."""

    asked: Asked
    sites: tuple[Site, ...]
    now: datetime
    days: Sequence[Day]
    waiting: Workload
    labels: Sequence[Reviewed]
    reasons: Sequence[Reviewed]
    articles: Sequence[Busy]
    authors: Sequence[Busy]

    @property
    def judged(self) -> int:
        """Comments that the machine judged."""
        return sum(day.judged for day in self.days)

    @property
    def decided(self) -> int:
        """Those that it approved or rejected by itself."""
        return sum(day.decided for day in self.days)

    @property
    def resolved(self) -> int:
        """Decisions of people."""
        return sum(day.resolved for day in self.days)

    @property
    def by_machine(self) -> Columns:
        """Every day's comments by the machine's decision."""
        return charts.stacked([machine_parts(day) for day in self.days], HIGH)

    @property
    def by_people(self) -> Columns:
        """Every day's decisions of people."""
        return charts.stacked([people_parts(day) for day in self.days], HIGH)

    @property
    def machine(self) -> Parts:
        """All comments by the machine's decision."""
        return _summed(machine_parts(day) for day in self.days)

    @property
    def people(self) -> Parts:
        """All decisions of people."""
        return _summed(people_parts(day) for day in self.days)

    @property
    def oldest(self) -> timedelta | None:
        """How long the first of the queue has waited."""
        return None if self.waiting.oldest is None else self.now - self.waiting.oldest

    @property
    def median(self) -> timedelta | None:
        """How long half of the queue has waited at least."""
        return None if self.waiting.median is None else self.now - self.waiting.median

    def checked(self, decision: Decision) -> Reviewed:
        """Return what people made of all that the machine decided so and they looked at."""
        found = [one for one in self.labels if one.decision == decision]
        approved, rejected = sum(one.approved for one in found), sum(one.rejected for one in found)
        return Reviewed(decision, "", approved, rejected)

    def by_label(self, decision: Decision) -> Sequence[Reviewed]:
        """Return what people made of them, label by label."""
        return [one for one in self.labels if one.decision == decision][:_LISTED]

    def every_reason(self, decision: Decision) -> Sequence[Reviewed]:
        """Return what people made of them, reason by reason and then label by label, all of it."""
        return [one for one in (*self.reasons, *self.labels) if one.decision == decision]

    def by_reason(self, decision: Decision) -> Sequence[Reviewed]:
        """Return what people made of them, reason by reason."""
        return [one for one in self.reasons if one.decision == decision][:_LISTED]

    @staticmethod
    def row(parts: Parts, whole: int = 0) -> tuple[Bar, ...]:
        """Return parts as one bar, of their sum or of a greater `whole`."""
        return charts.row(parts, whole)


def board(office: Office, reviewer: Reviewer, asked: Asked) -> Board:
    """Count what was asked for; each part in a read of its own, which has its own time limit."""
    now = office.now()
    days = asked.period(now)
    ids = within(reviewer, asked.site).site_ids
    with office.read() as connection:
        decided = decisions_by_day(connection, ids, days)
    with office.read() as connection:
        waiting = workload(connection, ids, now)
    with office.read() as connection:
        labels = by_label(connection, ids, days)
    with office.read() as connection:
        reasons = by_reason(connection, ids, days)
    with office.read() as connection:
        articles = busiest_articles(connection, ids, days)
    with office.read() as connection:
        authors = busiest_authors(connection, ids, days)
    return Board(asked, reviewer.sites, now, decided, waiting, labels, reasons, articles, authors)


def machine_parts(day: Day) -> Parts:
    """Return what the machine decided in a day, in the order of piling up."""
    return [(decision.value, day.machine[decision]) for decision in Decision]


def people_parts(day: Day) -> Parts:
    """Return what people decided in a day: approved, unsure, rejected for whatever reason."""
    counts: Counter[str] = Counter()
    for resolution, times in day.people.items():
        unsure = resolution is Resolution.ESCALATE
        counts["unsure" if unsure else resolution.outcome.value] += times
    return [(kind, counts[kind]) for kind in ("approve", "unsure", "reject")]


def _summed(days: Iterable[Parts]) -> Parts:
    total: Counter[str] = Counter()
    for parts in days:
        total.update(dict(parts))
    return list(total.items())
