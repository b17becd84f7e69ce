"""Insert a row unless another has its key, the same way on every database."""

from collections.abc import Mapping

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(tx: Connection, table: Table, row: Mapping[str, object]) -> bool:
    """Insert `row` and return True; return False, nothing changed, where its key is taken.

    Two transactions that insert the same key at once wait for each other: one gets False.
    """
    insert = postgresql.insert if tx.dialect.name == "postgresql" else sqlite.insert
    chosen = insert(table).values(**row).on_conflict_do_nothing()
    return tx.execute(chosen.returning(*table.primary_key)).first() is not None
