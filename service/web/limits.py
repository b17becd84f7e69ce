"""Limits: how often a key may call, and how often an address may call without one.

A valid key is counted by itself and never by its address, since a blog's server calls from one
address for all its readers. What nobody vouches for is counted by address: wrong keys, the sign-in
page, other pages that are open to everybody, and addresses where nothing stands.
"""

import time
from collections.abc import Callable
from hashlib import blake2b, sha256
from math import ceil

from flask import Flask, current_app, request

from service.errors import SettingsError
from service.people import KeyHolder
from service.settings import Settings
from service.telemetry import LIMITED
from service.web.attempts import network
from service.web.buckets import Buckets, OwnBuckets
from service.web.problems import TOO_MANY_REQUESTS, Problem
from service.web.shared_buckets import SharedBuckets

EXTENSION = "saring-limits"
_DIGEST_BYTES = 12


class Limits:
    """Counts requests in `buckets` by the rates of `settings`.

    An address is named by a keyed hash of what all addresses of one sender share.
    """

    def __init__(self, buckets: Buckets, settings: Settings) -> None:
        self._buckets = buckets
        self._per_key = settings.rate_per_key
        self._per_address = settings.rate_per_address
        self._secret = sha256(settings.secret_key.encode()).digest()

    def key(self, key_id: str, cost: int = 1, room: int = 1) -> None:
        """Count `cost` requests of a key; raises Problem where it has no room for `room`."""
        if self._per_key and cost:
            name = f"key:{key_id}"
            _refuse("key", self._buckets.take(name, self._per_key, cost, room))

    def address(self, address: str) -> None:
        """Count a request of an address; raises Problem where it has sent too many."""
        if self._per_address:
            name = f"address:{self._digest(network(address))}"
            _refuse("address", self._buckets.take(name, self._per_address))

    def _digest(self, sender: str) -> str:
        digest = blake2b(sender.encode(), key=self._secret, digest_size=_DIGEST_BYTES)
        return digest.hexdigest()


def install(app: Flask, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
    """Have `app` count its requests; raises SettingsError where they cannot be shared as asked."""
    app.extensions[EXTENSION] = Limits(_buckets(settings, clock), settings)
    app.before_request(_count_lost)


def count_holder(holder: KeyHolder | None) -> None:
    """Count this request by the key that it came with, None for no valid one; raises Problem."""
    if holder is None:
        count_stranger()
    elif limits := _limits():
        limits.key(holder.key_id)


def count_more(holder: KeyHolder, more: int) -> None:
    """Count `more` parts of a request that has been counted once; raises Problem.

    It passes unless the key already owes for others; what it takes too much has to be waited for.
    """
    if limits := _limits():
        limits.key(holder.key_id, cost=max(0, more), room=0)


def count_stranger() -> None:
    """Count this request by its address, as one that nobody vouches for; raises Problem."""
    if limits := _limits():
        limits.address(request.remote_addr or "")


def _limits() -> Limits | None:
    """Return what counts the requests of this application, None where it was not installed."""
    limits: Limits | None = current_app.extensions.get(EXTENSION)
    return limits


def _count_lost() -> None:
    """Count a request for an address where nothing stands; every other place counts its own."""
    if request.url_rule is None:
        count_stranger()


def _buckets(settings: Settings, clock: Callable[[], float]) -> Buckets:
    own = OwnBuckets(clock)
    if not settings.redis_url:
        return own
    try:
        # Its client is an extra that an installation without Redis does without.
        from service.web.redis_buckets import RedisBuckets  # noqa: PLC0415
    except ImportError:
        raise SettingsError("Redis needs its client: install saring[redis]") from None
    return SharedBuckets(RedisBuckets(settings.redis_url), own, clock)


def _refuse(by: str, wait: float) -> None:
    if wait:
        LIMITED.labels(by).inc()
        raise Problem(TOO_MANY_REQUESTS, headers={"Retry-After": str(ceil(wait))})
