"""How much a site was asked over Akismet's wire, and what people made of the answers, by month.

Verdicts are found by their ids, which begin with the moment they were minted in, from an index that
holds only those of this wire.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from sqlalchemy import ColumnElement, Connection, func, literal_column, select

from service.domain import Decision
from service.store.days import id_at
from service.store.review_tables import review_items
from service.store.tables import verdicts

_BY_AKISMET: ColumnElement[bool] = literal_column("verdicts.wire") == literal_column("'akismet'")
_IS_RESOLVED: ColumnElement[bool] = literal_column("review_items.state") == literal_column(
    "'resolved'"
)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar, in UTC."""

    year: int
    number: int

    @classmethod
    def of(cls, moment: datetime) -> Self:
        """Return the month in which `moment` lies."""
        at = moment.astimezone(UTC)
        return cls(at.year, at.month)

    @classmethod
    def until(cls, moment: datetime, count: int) -> list[Self]:
        """Return the last `count` months, that of `moment` included, oldest first."""
        last = cls.of(moment)
        return [last.moved(-n) for n in reversed(range(count))]

    @property
    def name(self) -> str:
        """The month as ISO 8601 writes it."""
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first(self) -> datetime:
        """The moment at which it begins."""
        return datetime(self.year, self.number, 1, tzinfo=UTC)

    @property
    def end(self) -> datetime:
        """The moment at which the next one begins."""
        return self.moved(1).first

    def moved(self, months: int) -> Self:
        """Return the month that comes so many later, or earlier."""
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return type(self)(year, number + 1)


@dataclass(frozen=True, slots=True)
class Usage:
    """Comments that were judged, by decision; and decisions that people overturned, by when.

    `missed` were approved and then rejected, `false_alarms` the other way round.
    """

    approved: int = 0
    held: int = 0
    rejected: int = 0
    missed: int = 0
    false_alarms: int = 0

    @property
    def total(self) -> int:
        """All comments that were judged."""
        return self.approved + self.held + self.rejected

    def __add__(self, other: Self) -> "Usage":
        """Return both together."""
        return Usage(
            self.approved + other.approved,
            self.held + other.held,
            self.rejected + other.rejected,
            self.missed + other.missed,
            self.false_alarms + other.false_alarms,
        )


def akismet_usage(connection: Connection, site_id: str, month: Month) -> Usage:
    """Count what a site was answered over Akismet's wire in one month."""
    judged = dict(_judged(connection, site_id, month))
    overturned = dict(_overturned(connection, site_id, month))
    return Usage(
        approved=judged.get(Decision.APPROVE, 0),
        held=judged.get(Decision.HOLD, 0),
        rejected=judged.get(Decision.REJECT, 0),
        missed=overturned.get((Decision.APPROVE, Decision.REJECT), 0),
        false_alarms=overturned.get((Decision.REJECT, Decision.APPROVE), 0),
    )


def _judged(connection: Connection, site_id: str, month: Month) -> Iterator[tuple[Decision, int]]:
    chosen = (
        select(verdicts.c.decision, func.count())
        .where(
            verdicts.c.site_id == site_id,
            _BY_AKISMET,
            verdicts.c.id >= id_at(month.first),
            verdicts.c.id < id_at(month.end),
        )
        .group_by(verdicts.c.decision)
    )
    for decision, comments in connection.execute(chosen):
        yield Decision(decision), comments


def _overturned(
    connection: Connection, site_id: str, month: Month
) -> Iterator[tuple[tuple[Decision, Decision], int]]:
    columns = (verdicts.c.decision, review_items.c.outcome)
    chosen = (
        select(*columns, func.count())
        .select_from(review_items.join(verdicts, verdicts.c.id == review_items.c.verdict_id))
        .where(
            review_items.c.site_id == site_id,
            _IS_RESOLVED,
            review_items.c.resolved_at >= month.first,
            review_items.c.resolved_at < month.end,
            _BY_AKISMET,
            verdicts.c.decision != review_items.c.outcome,
        )
        .group_by(*columns)
    )
    for decision, outcome, comments in connection.execute(chosen):
        yield (Decision(decision), Decision(outcome)), comments
