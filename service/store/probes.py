"""Rows that a statement looks up, handed to it as one value each, so that one statement does all.

For every row of probes a statement has a few subqueries of its own with a limit: what was said a
million times costs what others do, which one condition over all the rows could not promise.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    String,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

NUMBER, TEXT = BigInteger(), String()

Value = int | str | None
Row = Sequence[Value]


def written(constant: int | str) -> ColumnElement[Any]:
    """Return a constant of ours as it stands in a statement, for binding dozens takes its time."""
    return literal_column(str(constant) if isinstance(constant, int) else f"'{constant}'")


def joined(dialect: str, texts: ColumnElement[str]) -> ColumnElement[str]:
    """Return all of some texts without blanks as one, with blanks between; null where none is."""
    join = func.string_agg if dialect == "postgresql" else func.group_concat
    return join(texts, written(" "))


@dataclass(frozen=True, slots=True)
class Probes:
    """The columns that the rows to be looked up have; `dialect` is the name of the database's."""

    columns: Mapping[str, TypeEngine[int] | TypeEngine[str]]

    def table(self, dialect: str) -> FromClause:
        """Return what a statement selects the rows from, by the names of the columns."""
        if dialect == "postgresql":
            return self._unnested()
        each = func.json_each(bindparam("probes")).table_valued("value")
        extracted = (
            func.json_extract(each.c.value, written(f"$[{place}]"), type_=kind).label(name)
            for place, (name, kind) in enumerate(self.columns.items())
        )
        return select(*extracted).subquery("probe")

    def values(self, dialect: str, rows: Iterable[Row]) -> dict[str, object]:
        """Return the parameters that hand `rows` to the statement; there is one row at least."""
        if dialect == "postgresql":
            columns = zip(self.columns, zip(*rows, strict=True), strict=True)
            return {f"probe_{name}": list(column) for name, column in columns}
        return {"probes": json.dumps([list(row) for row in rows])}

    def _unnested(self) -> FromClause:
        arrays = (
            bindparam(f"probe_{name}", type_=ARRAY(kind)) for name, kind in self.columns.items()
        )
        unnested = func.unnest(*arrays).table_valued(*self.columns, name="probe")
        return unnested.render_derived()
