"""Let one transaction at a time work on a comment id, a text, a campaign or a site.

A transaction takes these locks in this order, those of one kind all at once: so that two can wait
for each other and never stop each other. Each kind has keys of its own for the same reason.
"""

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
    if keys := sorted({_key(site_id, b"saring", each) for each in external_ids}):
        tx.execute(_LOCK, {"keys": keys})


def lock_texts(tx: Connection, site_id: str, text_keys: Iterable[int]) -> bool:
    """Let no other transaction start campaigns for these texts of a site until this one ends.

    Of a text's keys the smallest stands for it. Returns whether others could be at it at all: not
    on SQLite. Take these locks after those of comment ids, all at once.
    """
    if tx.dialect.name != "postgresql":
        return False
    first = _first_key(site_id, b"texts")
    tx.execute(_LOCK, {"keys": sorted({first + key % _BUCKETS for key in text_keys})})
    return True


def lock_site(tx: Connection, site_id: str) -> None:
    """Let no other transaction that asks the same for this site run until this one ends."""
    if tx.dialect.name == "postgresql":
        tx.execute(_LOCK, {"keys": [_first_key(site_id, b"whole")]})


def lock_campaigns(tx: Connection, site_id: str, campaign_ids: Iterable[str]) -> None:
    """Let no other transaction change which items of these campaigns are open until this one ends.

    Taken before any row of them is.
    """
    if tx.dialect.name != "postgresql":
        return
    if keys := sorted({_key(site_id, b"campaigns", each) for each in campaign_ids}):
        tx.execute(_LOCK, {"keys": keys})


def _key(site_id: str, use: bytes, name: str) -> int:
    """Return one of the `_BUCKETS` keys that a site has for one use, as a signed 64-bit number."""
    bucket = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()[0]
    return _first_key(site_id, use) + bucket % _BUCKETS


def _first_key(site_id: str, use: bytes) -> int:
    site = blake2b(site_id.encode(), digest_size=8, person=use).digest()
    return int.from_bytes(site, "big", signed=True) // _BUCKETS * _BUCKETS
