"""Ledgers for the tests of the store."""

from tests.ledgers import blog, database_url, postgres_database, sqlite_blog
from tests.postgres import postgres_url

__all__ = ["blog", "database_url", "postgres_database", "postgres_url", "sqlite_blog"]
