"""A thousand comments by every wire at once: each hold in one queue, each verdict with its wire."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import cycle, islice, product
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from service.app import assemble, new_id, now
from service.domain import Article, Author, Comment, Decision, Wire
from service.moderation import Moderator
from service.settings import Settings
from service.signals import DETECTORS
from service.store.engine import reading
from service.store.ledger import Ledger
from service.store.review_tables import review_items
from service.store.tables import comments, verdicts
from service.web.records import LedgerRecords
from tests.fakes import FakeScorer
from tests.ledgers import Blog
from tests.web.office import office_over
from tests.wires import Callers, answered

REQUESTS = 1000
AT_ONCE = 8
ARTICLE = Article("https://dapur.example/rendang")
WORDS = {
    "Terima kasih": Decision.APPROVE,
    "Saya ragu": Decision.HOLD,
    "Situs gacor": Decision.REJECT,
}
Told = Callable[[int, bytes, Mapping[str, str]], Decision | None]


def _by_status(_: int, body: bytes, __: Mapping[str, str]) -> Decision:
    told = {"SYSTEM_WITHHELD": Decision.HOLD, "REJECTED": Decision.REJECT}
    return told[json.loads(body)["status"]] if body else Decision.APPROVE


def _by_tip(_: int, body: bytes, headers: Mapping[str, str]) -> Decision:
    if body == b"false":
        return Decision.APPROVE
    return Decision.REJECT if "x-akismet-pro-tip" in headers else Decision.HOLD


# Perspective tells scores only.
TOLD: Mapping[Wire, Told] = {
    Wire.SARING: lambda _, body, __: Decision(json.loads(body)["decision"]),
    Wire.AKISMET: _by_tip,
    Wire.PERSPECTIVE: lambda *_: None,
    Wire.OPENAI: lambda _, body, __: Decision(json.loads(body)["results"][0]["decision"]),
    Wire.CORAL: _by_status,
}


@pytest.fixture
def app(sqlite_blog: Blog, settings: Settings, tmp_path: Path) -> Flask:
    """The service over a real ledger, with a scripted model."""
    office = replace(office_over(sqlite_blog.engine, now, tmp_path), settings=settings)
    doubt, spam = {"spam": 0.6, "abuse": 0.02}, {"spam": 0.97, "abuse": 0.02}
    model = FakeScorer(by_word={"ragu": doubt, "gacor": spam})
    records = LedgerRecords(lambda: sqlite_blog.engine, Ledger(office.pseudonymiser), now)
    return assemble(Moderator(model, DETECTORS, new_id), records, office)


def sent() -> list[tuple[Wire, Comment, Decision]]:
    """Return what is sent, no two comments alike, and what is to become of it."""
    kinds = islice(cycle(product(Wire, WORDS.items())), REQUESTS)
    return [
        (wire, Comment(f"{words} {n}", Author(id=f"u-{n}", name=f"Pembaca {n}"), ARTICLE), decision)
        for n, (wire, (words, decision)) in enumerate(kinds)
    ]


def test_all_wires_at_once_fill_one_queue(app: Flask, sqlite_blog: Blog) -> None:
    callers = Callers.of(sqlite_blog.engine, sqlite_blog.site)
    asked = sent()

    def ask(wire: Wire, comment: Comment) -> Decision | None:
        reply = answered(app, callers.environ(wire, comment))
        assert reply[0] in (200, 204), reply
        return TOLD[wire](*reply)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        told = list(threads.map(lambda one: ask(one[0], one[1]), asked))

    assert told == [None if wire is Wire.PERSPECTIVE else what for wire, _, what in asked]
    held = Counter(comment.body for _, comment, what in asked if what is Decision.HOLD)
    assert Counter(queued(sqlite_blog)) == held
    assert Counter(recorded(sqlite_blog)) == Counter(
        (wire, comment.body, what) for wire, comment, what in asked
    )


def queued(blog: Blog) -> list[str]:
    """Return the texts that wait in the queue."""
    chosen = select(comments.c.body).join_from(
        review_items, comments, comments.c.id == review_items.c.comment_id
    )
    with reading(blog.engine) as connection:
        return list(connection.scalars(chosen.where(review_items.c.state == "open")))


def recorded(blog: Blog) -> list[tuple[Wire, str, Decision]]:
    """Return every verdict: its wire, what it is on, and what it says."""
    chosen = select(verdicts.c.wire, comments.c.body, verdicts.c.decision)
    joined = chosen.join_from(verdicts, comments, comments.c.id == verdicts.c.comment_id)
    with reading(blog.engine) as connection:
        return [(Wire(row[0]), row[1], Decision(row[2])) for row in connection.execute(joined)]
