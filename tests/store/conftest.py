"""Ledgers for the tests of the store."""

from tests.ledgers import (
    bare_url,
    blog,
    database_url,
    lasting_url,
    postgres_database,
    sqlite_blog,
)
from tests.postgres import postgres_url

__all__ = [
    "bare_url",
    "blog",
    "database_url",
    "lasting_url",
    "postgres_database",
    "postgres_url",
    "sqlite_blog",
]
