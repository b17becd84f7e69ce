"""What each wire costs beside POST /moderate, on the same comments in one run.

The application with the shipped model records in SQLite. CPU time, which a busy machine does not
change; the fastest of all rounds of each comment counts, and of the comments the median.
"""

import gc
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import pytest
from flask import Flask

from service.app import create_app
from service.domain import Article, Author, Comment, Wire
from service.rates import Rate
from service.settings import Settings
from service.store.engine import close_all
from tests.bench.comments import comments
from tests.bench.report import record
from tests.ledgers import opened, sqlite_url
from tests.wires import Callers, answered

pytestmark = [pytest.mark.bench, pytest.mark.timeout(600)]

ROUNDS = 15
COMMENTS = 30
MOST = 1.15
ARTICLE = Article("https://dapur.example/rendang")
OTHERS = [wire for wire in Wire if wire is not Wire.SARING]


@dataclass(frozen=True, slots=True)
class Stand:
    """The service, and the programs of one site that call it."""

    app: Flask
    callers: Callers

    def seconds(self, wire: Wire, comment: Comment) -> float:
        """Return how long one comment takes."""
        environ = self.callers.environ(wire, comment)
        begun = time.process_time()
        status, _, _ = answered(self.app, environ)
        taken = time.process_time() - begun
        assert status in (200, 204)
        return taken


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    settings = Settings(
        data_dir=tmp_path,
        database_url=sqlite_url(tmp_path),
        secret_key="a secret of the benchmark",
        rate_per_key=Rate(0),
        rate_per_address=Rate(0),
    )
    with opened(settings.database) as blog:
        yield Stand(create_app(settings), Callers.of(blog.engine, blog.site))
    close_all()


def fresh(comment: Comment, number: int) -> Comment:
    """Return a comment like another that nobody has sent before."""
    author = Author(id=f"u-{number}", name=comment.author.name or "Budi")
    return replace(comment, body=f"{comment.body} {number}", author=author, article=ARTICLE)


def test_every_wire_costs_what_our_own_does(stand: Stand) -> None:
    written = comments(COMMENTS, seed=7)
    best = {wire: [float("inf")] * COMMENTS for wire in Wire}
    number = 0
    gc.disable()
    try:
        for _ in range(ROUNDS):
            for place, comment in enumerate(written):
                for wire in Wire:
                    number += 1
                    taken = stand.seconds(wire, fresh(comment, number))
                    best[wire][place] = min(best[wire][place], taken)
    finally:
        gc.enable()

    cost = {wire: median(best[wire]) for wire in Wire}
    ratios = {wire: cost[wire] / cost[Wire.SARING] for wire in OTHERS}
    record(**{f"wire_{wire}_ratio": ratio for wire, ratio in ratios.items()})
    assert {wire: ratio for wire, ratio in ratios.items() if ratio > MOST} == {}
