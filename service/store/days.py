"""Days as the ledger counts by them: between midnights of one zone, found by id or by time.

Verdicts and review items are named by ULIDs, which begin with the millisecond they were minted in:
a range of ids is a range of time, and needs no index of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Self

from sqlalchemy import CTE, ColumnElement, Integer, String, column, values
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from ulid import ULID

_SECONDS = 24 * 60 * 60
_TIME_CHARACTERS = 10
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """`count` days in a row, of 24 hours each; `first` is the midnight at which they begin."""

    first: datetime
    count: int

    @classmethod
    def until(cls, now: datetime, count: int, zone: timezone) -> Self:
        """Return the last `count` days in `zone`, today's included."""
        today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        return cls(today - (count - 1) * _DAY, count)

    @property
    def end(self) -> datetime:
        """The midnight after the last day."""
        return self.first + self.count * _DAY

    @property
    def dates(self) -> Sequence[date]:
        """The days by name."""
        return [(self.first + n * _DAY).date() for n in range(self.count)]

    def by_id(self) -> CTE:
        """Return a table of these days: `n`, and `low` <= id < `high` of what was minted in it."""
        bounds = [id_at(self.first + n * _DAY) for n in range(self.count + 1)]
        rows = [(n, bounds[n], bounds[n + 1]) for n in range(self.count)]
        columns = (column("n", Integer), column("low", String), column("high", String))
        return values(*columns, name="days").data(rows).cte("days")

    def of_time(self, moment: ColumnElement[datetime]) -> ColumnElement[int]:
        """Return the number of the day in which the time in a column lies, the first being 0."""
        return (_Seconds(moment) - int(self.first.timestamp())) // _SECONDS


def id_at(moment: datetime) -> str:
    """Return what sorts before every id minted at `moment` or later, and after all others."""
    return str(ULID.from_datetime(moment))[:_TIME_CHARACTERS]


class _Seconds(FunctionElement[int]):
    """Whole seconds since 1970 of a time in a column."""

    type = Integer()
    inherit_cache = True


@compiles(_Seconds)
def _seconds(element: _Seconds, compiler: SQLCompiler, **options: Any) -> str:
    moment = compiler.process(element.clauses, **options)
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {moment})) AS BIGINT)"


@compiles(_Seconds, "sqlite")
def _seconds_in_sqlite(element: _Seconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST(strftime('%s', {compiler.process(element.clauses, **options)}) AS INTEGER)"
