"""Whatever a subscribed list turns into, the last good copy stays in force: fault 27."""

import gzip
from collections.abc import Callable, Mapping

import pytest
from sqlalchemy import Connection

from service.domain import Site
from service.list_refresher import (
    Refreshed,
    note_wanted,
    refresh_due,
    signature_url,
    subscriptions,
)
from service.outbound.connection import NoAnswer, Trouble
from service.outbound.fetch import Fetched, Fetcher, Unusable
from service.outbound.target import TargetRefused
from service.people import SHELL
from service.policy.listing import Kind, Subscription
from service.store import list_copies, policies
from service.store.engine import reading, transaction
from service.store.list_copies import KEPT_FOR
from service.store.noted import By
from tests.deliver.subscribers import (
    DIGEST,
    GOOD,
    GOOD_ENTRIES,
    NEWER,
    OPEN,
    PINNED,
    SIGNED,
    URL,
    FakeSource,
    subscriber,
    want,
)
from tests.fakes import FakeClock
from tests.ledgers import NOW, Blog
from tests.outbound.receivers import Receiver, saying
from tests.policy.signing import Signer

DOCUMENT = f"""
[bands]
"a/label/of/another/model" = {{ hold = 0.5 }}
[[list]]
name = "Domain judol bersama"
kind = "domains"
action = "reject"
url = "{URL}"
sha256 = "{DIGEST}"
"""


HOSTILE: Mapping[str, tuple[Fetched | Exception, str]] = {
    "gone": (Unusable("404"), "404"),
    "huge": (Unusable("too-large"), "too-large"),
    "moved": (Unusable("302"), "302"),
    "compressed": (Unusable("compressed"), "compressed"),
    "slow": (NoAnswer(Trouble.TIMEOUT), "timeout"),
    "inside": (NoAnswer(Trouble.NOT_PUBLIC), "not-public"),
    "refused": (TargetRefused("this is not a URL"), "refused"),
    "empty": (Fetched(b""), "empty"),
    "page": (Fetched(b"<!doctype html><title>Dijual</title>"), "not-a-list"),
    "binary": (Fetched(b"\x7fELF\xff\xfe"), "not-utf8"),
}


def test_whatever_a_list_turns_into_the_last_good_copy_stays(sqlite_blog: Blog) -> None:
    site = subscriber(sqlite_blog, OPEN)
    problems = {}
    for turned, (given, _) in HOSTILE.items():
        site.source.given[URL] = given
        assert site.refresh() == Refreshed(failed=1)
        assert site.entries == GOOD_ENTRIES
        problems[turned] = site.problem

    assert problems == {turned: problem for turned, (_, problem) in HOSTILE.items()}


def test_a_list_that_is_good_again_is_taken_again(sqlite_blog: Blog) -> None:
    site = subscriber(sqlite_blog, OPEN)
    site.source.given = {}
    site.refresh()
    site.source.publish(NEWER)

    assert site.refresh() == Refreshed(kept=1)
    assert site.problem == ""
    assert site.entries == (*GOOD_ENTRIES, "baru.example")


def test_a_list_without_the_digest_it_must_have_is_not_taken(sqlite_blog: Blog) -> None:
    site = subscriber(sqlite_blog, PINNED)
    site.source.publish(NEWER)
    site.refresh()

    assert site.problem == "digest-differs"
    assert site.entries == GOOD_ENTRIES


def test_a_newer_list_with_its_signature_is_taken(sqlite_blog: Blog) -> None:
    site = subscriber(sqlite_blog, SIGNED)
    site.source.publish(NEWER, at=2)
    site.refresh()

    assert site.problem == ""
    assert site.entries == (*GOOD_ENTRIES, "baru.example")


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ("by another", "signature-invalid"),
        ("of another list", "signature-invalid"),
        ("missing", "signature-missing"),
    ],
)
def test_a_list_without_its_signature_is_not_taken(
    sqlite_blog: Blog, changed: str, problem: str
) -> None:
    site = subscriber(sqlite_blog, SIGNED)
    good = site.source.given[f"{URL}.minisig"]
    site.source.publish(NEWER, at=2, by=Signer())
    if changed == "of another list":
        site.source.given[f"{URL}.minisig"] = good
    if changed == "missing":
        del site.source.given[f"{URL}.minisig"]
    site.refresh()

    assert site.problem == problem
    assert site.entries == GOOD_ENTRIES


def test_an_old_list_is_not_taken_for_a_newer_one_though_its_signature_is_good(
    sqlite_blog: Blog,
) -> None:
    site = subscriber(sqlite_blog, SIGNED)
    site.source.publish(NEWER, at=2)
    site.refresh()
    site.source.publish(GOOD, at=1)
    site.refresh()

    assert site.problem == "signature-older"
    assert site.entries == (*GOOD_ENTRIES, "baru.example")


def test_a_publishers_clock_that_was_ahead_forbids_nothing_later(sqlite_blog: Blog) -> None:
    site = subscriber(sqlite_blog, SIGNED)
    site.source.publish(GOOD, at=10**12)
    site.refresh()
    site.source.publish(NEWER, at=int(site.clock.now.timestamp()) + 60)
    site.refresh()

    assert site.problem == ""
    assert site.entries == (*GOOD_ENTRIES, "baru.example")


def test_an_unchanged_list_is_asked_for_by_its_etag_and_its_signature_is_not(
    sqlite_blog: Blog,
) -> None:
    site = subscriber(sqlite_blog, SIGNED)
    site.source.publish(NEWER, at=2, etag='"dua"')
    site.refresh()
    site.source.asked.clear()

    assert site.refresh() == Refreshed(unchanged=1)
    assert site.source.asked == [(URL, '"dua"')]


def test_what_is_not_due_is_not_asked_for(sqlite_blog: Blog) -> None:
    site = subscriber(sqlite_blog, OPEN)
    site.source.asked.clear()

    assert refresh_due(sqlite_blog.engine, site.source, site.clock) == Refreshed()
    assert site.source.asked == []


def test_no_list_is_begun_once_it_is_told_to_end(sqlite_blog: Blog) -> None:
    source = FakeSource()
    want(sqlite_blog, OPEN, NOW)

    done = refresh_due(sqlite_blog.engine, source, FakeClock(NOW), lambda: False)

    assert done == Refreshed()
    assert source.asked == []


def put_in_use(blog: Blog, document: str, put: Callable[[Connection, By, str, int], Site]) -> None:
    with transaction(blog.engine) as tx:
        by = By(SHELL, NOW)
        version = policies.save_version(tx, by, blog.site.id, document, "")
        put(tx, by, blog.site.id, version.number)


@pytest.mark.parametrize("put", [policies.enforce, policies.cast_shadow], ids=["judge", "shadow"])
def test_what_a_policy_in_use_subscribes_to_stays_wanted(
    sqlite_blog: Blog, put: Callable[[Connection, By, str, int], Site]
) -> None:
    site = subscriber(sqlite_blog, PINNED)
    put_in_use(sqlite_blog, DOCUMENT, put)
    site.clock.now += 2 * KEPT_FOR
    note_wanted(sqlite_blog.engine, site.clock.now)

    assert site.entries == GOOD_ENTRIES
    assert refresh_due(sqlite_blog.engine, site.source, site.clock) == Refreshed(kept=1)


def test_what_no_policy_subscribes_to_is_erased_in_the_end(sqlite_blog: Blog) -> None:
    site = subscriber(sqlite_blog, OPEN)
    put_in_use(sqlite_blog, DOCUMENT, policies.enforce)
    put_in_use(sqlite_blog, "preset = 'strict'  # no url", policies.enforce)
    note_wanted(sqlite_blog.engine, site.clock.now + 2 * KEPT_FOR)

    assert site.entries == ()


def test_a_policy_that_cannot_be_read_wants_nothing() -> None:
    assert subscriptions("[[list]]\nurl = 1") == []


@pytest.mark.parametrize(
    ("url", "signature"),
    [
        (URL, f"{URL}.minisig"),
        ("https://daftar.example/a?v=1#x", "https://daftar.example/a.minisig?v=1"),
    ],
)
def test_a_signature_stands_beside_its_list(url: str, signature: str) -> None:
    assert signature_url(url) == signature


def answering(body: bytes, *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def refreshed_from(blog: Blog, receiver: Receiver) -> tuple[str, tuple[str, ...]]:
    """Let a list be fetched over a real connection; returns its problem and its entries."""
    with receiver.listening() as port:
        wanted = Subscription(f"http://127.0.0.1:{port}/judol.txt", Kind.DOMAINS)
        want(blog, wanted, NOW)
        refresh_due(blog.engine, Fetcher(private=True, seconds=5), FakeClock(NOW))
    with reading(blog.engine) as connection:
        found = list_copies.find_copies(connection, [wanted.id])[wanted.id]
        kept = list_copies.entries_of(connection, [wanted.id])
    return found.problem, kept.get(wanted.id, ())


def test_a_list_is_fetched_over_a_real_connection(sqlite_blog: Blog) -> None:
    bomb = answering(gzip.compress(b"judol.example\n" * 10**6), b"Content-Encoding: gzip")

    assert refreshed_from(sqlite_blog, saying(answering(GOOD))) == ("", GOOD_ENTRIES)
    assert refreshed_from(sqlite_blog, saying(bomb)) == ("compressed", ())
    huge = answering(b"judol.example\n" * 80_000)
    assert refreshed_from(sqlite_blog, saying(huge)) == ("too-large", ())
