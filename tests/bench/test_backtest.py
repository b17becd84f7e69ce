"""A policy replayed over 10,000 recorded comments, against judging the same comments anew."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest
from sqlalchemy import Connection

from service.app import load_moderator
from service.backtest import Report, replay
from service.domain import Comment
from service.moderation import Moderator
from service.policy import Policy
from service.policy.compiling import Grounds, compile_policy
from service.policy.document import read_document
from service.settings import Settings
from service.store.engine import reading, transaction
from service.store.replays import newest
from tests.bench.comments import comments
from tests.bench.report import record
from tests.ledgers import LEDGER, NOW, Blog, opened, sqlite_url

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

COMMENTS = 10_000
LOT = 250
ROUNDS = 3
BANDS = '[bands]\n"spam" = { hold = 0.4, reject = 0.8 }\n'
TEXT = f"""{BANDS}
[[rule]]
name = "Kata"
action = "hold"
when = {{ text = {{ terms = ["slot", "gacor"], patterns = ["wa[0-9]+"] }} }}
[[list]]
name = "Domain"
kind = "domains"
action = "reject"
entries = ["judol.example"]
"""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A blog that recorded COMMENTS comments, and what judged them."""

    blog: Blog
    moderator: Moderator
    policy: Policy
    comments: list[Comment]

    def judge_anew(self) -> None:
        """Judge every comment as if it had just come."""
        for start in range(0, COMMENTS, LOT):
            self.moderator.judge_batch(self.comments[start : start + LOT], self.policy)

    def replay(self, document: str) -> Report:
        """Read all from the ledger and replay a policy over it."""
        presets = {"balanced": self.policy.base.thresholds}
        labels = tuple(self.policy.labels)
        policy = compile_policy(read_document(document, labels), Grounds(presets), "balanced")

        def read() -> AbstractContextManager[Connection]:
            return reading(self.blog.engine)

        return replay(newest(read, self.blog.site.id, COMMENTS), policy)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recorded]:
    moderator, policies = load_moderator(Settings())
    written = comments(COMMENTS, seed=4)
    with opened(sqlite_url(tmp_path_factory.mktemp("backtest"))) as blog:
        for start in range(0, COMMENTS, LOT):
            lot = written[start : start + LOT]
            judged = moderator.judge_batch(lot, policies["balanced"])
            pairs = list(zip(lot, (one.verdict for one in judged), strict=True))
            with transaction(blog.engine) as tx:
                LEDGER.record_many(tx, blog.site, pairs, NOW)
        yield Recorded(blog, moderator, policies["balanced"], written)


def seconds(act: Callable[[], object]) -> float:
    """Return the CPU time of the fastest of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return min(taken)


@pytest.mark.parametrize(("name", "document", "faster"), [("bands", BANDS, 3), ("text", TEXT, 1.5)])
def test_10_000_comments_are_replayed_sooner_than_they_are_judged(
    recorded: Recorded, name: str, document: str, faster: float
) -> None:
    anew = seconds(recorded.judge_anew)
    replayed = seconds(lambda: recorded.replay(document))

    record(**{f"backtest_{name}_ratio": anew / replayed, f"backtest_{name}_seconds": replayed})
    assert recorded.replay(document).compared == COMMENTS
    assert anew / replayed >= faster
