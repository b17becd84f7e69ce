"""Serialise what one comment id may do at a time, where the database does not already."""

from collections.abc import Iterable
from hashlib import blake2b

from sqlalchemy import BigInteger, Connection, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

_BUCKETS = 64
_LOCK = select(
    func.pg_advisory_xact_lock(
        func.unnest(bindparam("keys", type_=ARRAY(BigInteger))).column_valued("key")
    )
)


def lock_comment_ids(tx: Connection, site_id: str, external_ids: Iterable[str]) -> None:
    """Let no other transaction record these comment ids of a site until this one ends.

    SQLite has one writer at a time, so nothing is to be done there. On PostgreSQL ids share
    64 advisory locks a site, so that a large batch stays within the server's lock table; they are
    taken in ascending order, so that two batches cannot wait for each other.
    """
    if tx.dialect.name != "postgresql":
        return
    if keys := sorted({_key(site_id, external_id) for external_id in external_ids}):
        tx.execute(_LOCK, {"keys": keys})


def _key(site_id: str, external_id: str) -> int:
    """Return one of a site's `_BUCKETS` keys as a signed 64-bit number."""
    bucket = blake2b(external_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()[0]
    site = blake2b(site_id.encode(), digest_size=8, person=b"saring").digest()
    return int.from_bytes(site, "big", signed=True) // _BUCKETS * _BUCKETS + bucket % _BUCKETS
