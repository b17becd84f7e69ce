"""Refresh subscribed lists: fetch what is due, check it, read it, and keep it if all is well.

Whatever comes instead of a good list, the last good copy stays in force.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from urllib.parse import urlsplit

import structlog
from sqlalchemy import Engine

from service.errors import ModerationError
from service.outbound.connection import NoAnswer
from service.outbound.fetch import MAX_LIST_BYTES, Fetched, Unusable
from service.outbound.target import TargetRefused
from service.policy.document import read_document
from service.policy.flaws import DocumentInvalid
from service.policy.listing import Kind, ListInvalid, Subscription, parse_list
from service.policy.minisign import MAX_SIGNATURE_BYTES, KeyInvalid, PublicKey, SignatureInvalid
from service.store import list_copies
from service.store.engine import reading, transaction
from service.store.list_copies import Copy, Due
from service.store.policies import documents_in_use
from service.telemetry import LIST_REFRESHES

SIGNATURE = ".minisig"

log = structlog.get_logger()


class Source(Protocol):
    """What fetches; service.outbound.fetch.Fetcher does."""

    def fetch(self, url: str, etag: str = "", most: int = MAX_LIST_BYTES) -> Fetched:
        """Return what is at `url`; raises NoAnswer, Unusable or TargetRefused."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How many lists were checked: those with a new copy, those unchanged, those in vain."""

    kept: int = 0
    unchanged: int = 0
    failed: int = 0


class Refused(ModerationError):  # noqa: N818 -- reads as what it says
    """What came is no good copy; `problem` is a short code that says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def refresh_due(
    engine: Engine,
    source: Source,
    now: Callable[[], datetime],
    goes_on: Callable[[], bool] = lambda: True,
) -> Refreshed:
    """Check every list that is due, one after the other, while `goes_on` says so.

    Nothing is fetched inside a transaction. Raises LedgerUnavailable.
    """
    counts = {"kept": 0, "unchanged": 0, "failed": 0}
    while goes_on():
        with transaction(engine) as tx:
            due = list_copies.take_due(tx, now())
        if due is None:
            break
        outcome = _refresh(engine, source, due, now)
        counts[outcome] += 1
        LIST_REFRESHES.labels(outcome).inc()
    return Refreshed(**counts)


def refresh_all(engine: Engine, source: Source, now: Callable[[], datetime]) -> Refreshed:
    """Check every list that is wanted, whether it is due or not; raises LedgerUnavailable."""
    note_wanted(engine, now())
    with transaction(engine) as tx:
        list_copies.hasten(tx, now())
    return refresh_due(engine, source, now)


def note_wanted(engine: Engine, now: datetime) -> None:
    """Note what the policies in use subscribe to, and erase what none has for long.

    To be done now and then: what is not wanted again is checked no more. Raises LedgerUnavailable.
    """
    with reading(engine) as connection:
        documents = documents_in_use(connection)
    wanted = [one for document in documents for one in subscriptions(document)]
    with transaction(engine) as tx:
        list_copies.want(tx, wanted, now)
        list_copies.forget(tx, now)


def subscriptions(document: str) -> list[Subscription]:
    """Return what a policy subscribes to; nothing for one that this release cannot read."""
    if "url" not in document:
        return []
    try:
        read = read_document(document, _AnyLabel())
    except DocumentInvalid:
        return []
    return [one.subscription for one in read.lists if one.subscription]


class _AnyLabel(Collection[str]):
    """The labels of whatever model: which ones it has changes no list."""

    def __contains__(self, label: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _refresh(engine: Engine, source: Source, due: Due, now: Callable[[], datetime]) -> str:
    try:
        copy = _fetch(source, due, now())
    except Refused as refused:
        with transaction(engine) as tx:
            list_copies.failed(tx, due, refused.problem, now())
        log.warning("list-refused", list=due.id, problem=refused.problem)
        return "failed"
    with transaction(engine) as tx:
        if copy is None:
            list_copies.unchanged(tx, due, now())
            return "unchanged"
        list_copies.keep(tx, due, copy, now())
    log.info("list-kept", list=due.id, entries=len(copy.entries))
    return "kept"


def _fetch(source: Source, due: Due, now: datetime) -> Copy | None:
    """Return a good copy, None where the one that is there is the newest; raises Refused."""
    fetched = _get(source, due)
    if not fetched.changed:
        return None
    if due.sha256 and sha256(fetched.body).hexdigest() != due.sha256:
        raise Refused("digest-differs")
    signed_at = _signed_at(source, due, fetched.body, now) if due.public_key else 0
    try:
        listing = parse_list(fetched.body, Kind(due.kind))
    except ListInvalid as error:
        raise Refused(error.problem) from None
    return Copy(listing.entries, fetched.etag, signed_at)


def _get(source: Source, due: Due) -> Fetched:
    try:
        return source.fetch(due.url, due.etag)
    except NoAnswer as error:
        raise Refused(error.trouble) from None
    except Unusable as error:
        raise Refused(error.problem) from None
    except TargetRefused:
        raise Refused("refused") from None


def _signed_at(source: Source, due: Due, body: bytes, now: datetime) -> int:
    """Return when `body` was signed, in seconds since 1970; raises Refused where it was not.

    Nor is what was signed before the copy that is there taken: a good signature of an old list
    stays good. A time to come counts as now, lest a wrong clock forbid all that follows.
    """
    try:
        signature = source.fetch(signature_url(due.url), "", MAX_SIGNATURE_BYTES).body
        signed_at = PublicKey.read(due.public_key).verify(body, signature)
    except (NoAnswer, TargetRefused, Unusable):
        raise Refused("signature-missing") from None
    except (KeyInvalid, SignatureInvalid):
        raise Refused("signature-invalid") from None
    if signed_at < due.signed_at:
        raise Refused("signature-older")
    return min(signed_at, int(now.timestamp()))


def signature_url(url: str) -> str:
    """Return where the signature of the list at `url` is: `.minisig` behind its path."""
    parts = urlsplit(url)
    return parts._replace(path=f"{parts.path}{SIGNATURE}", fragment="").geturl()
