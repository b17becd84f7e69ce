"""What was decided day by day, by the machine and by people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, String, column, func, select, true, values

from service.domain import Decision, Resolution
from service.store.days import Days
from service.store.review_tables import resolutions
from service.store.tables import verdicts


@dataclass(frozen=True, slots=True)
class Day:
    """One day: the comments judged in it by what the machine decided, and people's decisions.

    What people took back does not count.
    """

    date: date
    machine: Mapping[Decision, int]
    people: Mapping[Resolution, int]

    @property
    def judged(self) -> int:
        """Comments that the machine judged."""
        return sum(self.machine.values())

    @property
    def decided(self) -> int:
        """Comments that the machine decided on, without holding them."""
        return self.judged - self.machine[Decision.HOLD]

    @property
    def resolved(self) -> int:
        """Decisions of people."""
        return sum(self.people.values())


def decisions_by_day(connection: Connection, site_ids: Sequence[str], days: Days) -> list[Day]:
    """Return every one of `days` with what was decided in it for these sites."""
    machine = _machine(connection, site_ids, days)
    people = _people(connection, site_ids, days)
    return [
        Day(
            date=day,
            machine={decision: machine[n, decision] for decision in Decision},
            people={resolution: people[n, resolution] for resolution in Resolution},
        )
        for n, day in enumerate(days.dates)
    ]


def _machine(
    connection: Connection, site_ids: Sequence[str], days: Days
) -> Counter[tuple[int, str]]:
    day = days.by_id()
    kinds = values(column("decision", String), name="kinds")
    kind = kinds.data([(decision.value,) for decision in Decision]).cte("kinds")
    judged = (
        select(func.count())
        .where(
            verdicts.c.site_id.in_(site_ids),
            verdicts.c.decision == kind.c.decision,
            verdicts.c.id >= day.c.low,
            verdicts.c.id < day.c.high,
        )
        .scalar_subquery()
    )
    chosen = select(day.c.n, kind.c.decision, judged).select_from(day.join(kind, onclause=true()))
    return Counter({(n, decision): items for n, decision, items in connection.execute(chosen)})


def _people(
    connection: Connection, site_ids: Sequence[str], days: Days
) -> Counter[tuple[int, str]]:
    day = days.of_time(resolutions.c.resolved_at).label("day")
    chosen = (
        select(day, resolutions.c.resolution, func.count())
        .where(
            resolutions.c.site_id.in_(site_ids),
            resolutions.c.resolved_at >= days.first,
            resolutions.c.resolved_at < days.end,
            resolutions.c.withdrawn_at.is_(None),
        )
        .group_by(day, resolutions.c.resolution)
    )
    return Counter({(n, taken): items for n, taken, items in connection.execute(chosen)})
