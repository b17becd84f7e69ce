"""A ledger with a past: many comments, judged, held, decided on and taken back, at random."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import Connection, Engine, Table, select
from ulid import ULID

from service.domain import (
    Article,
    Author,
    Comment,
    Decision,
    Language,
    Reason,
    Resolution,
    Site,
    Verdict,
)
from service.people import SHELL
from service.review import Choice, Target
from service.store.engine import transaction
from service.store.resolving import resolve, undo
from service.store.sites import create_site
from tests.ledgers import LEDGER, NOW, opened

LABELS = ("spam", "spam/gambling", "abuse")
SIGNALS = ("blocked_domain", "shouting")
AT_ONCE = 20
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Past:
    """How much happened, before `now`, within how many days."""

    comments: int = 140
    days: int = 40
    now: datetime = NOW


def at_random(random: Random, past: Past) -> datetime:
    """Return a moment of the past, in whole milliseconds."""
    return past.now - timedelta(milliseconds=random.randrange(past.days * 86_400_000))


def verdict_at(random: Random, moment: datetime) -> Verdict:
    """Return a verdict minted at a moment, with scores and reasons at random."""
    scores = {label: round(random.random() ** 3, random.choice([1, 2, 9])) for label in LABELS}
    decision = random.choice([Decision.APPROVE, Decision.HOLD, Decision.HOLD, Decision.REJECT])
    codes = [f"score:{label}" for label in LABELS] + [f"signal:{name}" for name in SIGNALS]
    chosen = [] if decision is Decision.APPROVE else random.sample(codes, random.randint(1, 3))
    reasons = (Reason(code, scores.get(code[6:], 1.0), Decision.HOLD) for code in chosen)
    verdict_id = str(ULID.from_datetime(moment))
    language = Language("id", 0.9)
    return Verdict(verdict_id, decision, tuple(reasons), scores, language, "m-1", "balanced@1")


def comment_by(random: Random) -> Comment:
    """Return a comment of one of few authors on one of few articles, or of neither."""
    writer, article = random.choice("ABCD"), random.choice("xyz")
    return Comment(
        f"komentar {random.random()}",
        author=Author() if writer == "A" else Author(id=writer, name=f"Pengirim {writer}"),
        article=Article()
        if article == "x"
        else Article(f"https://dapur.example/{article}", article),
    )


@contextmanager
def old_sites(url: str, seed: int) -> Iterator[tuple[Engine, list[Site]]]:
    """Give a new ledger's engine and its three sites, all with a past."""
    with opened(url) as blog:
        with transaction(blog.engine) as tx:
            others = [create_site(tx, "Kebun", "strict", NOW), create_site(tx, "X", "lenient", NOW)]
        sites = [blog.site, *others]
        write_past(blog.engine, sites, Random(seed), Past())
        yield blog.engine, sites


def write_past(engine: Engine, sites: Sequence[Site], random: Random, past: Past) -> None:
    """Fill the ledger of `sites`, in short transactions."""
    for _ in range(0, past.comments, AT_ONCE):
        with transaction(engine) as tx:
            for _ in range(AT_ONCE):
                _write_one(tx, random.choice(sites), random, past)


def _write_one(tx: Connection, site: Site, random: Random, past: Past) -> None:
    moment = at_random(random, past)
    judged = verdict_at(random, moment)
    LEDGER.record(tx, site, comment_by(random), judged, moment)
    if random.random() < (0.5 if judged.decision is Decision.HOLD else 0.15):
        _decide(tx, judged.id, random, moment, past)


def _decide(tx: Connection, item_id: str, random: Random, moment: datetime, past: Past) -> None:
    for _ in range(random.randint(1, 2)):
        moment += (past.now - moment) * random.random()
        choice = Choice(random.choice(list(Resolution)))
        act = resolve(tx, [Target(item_id)], choice, SHELL, moment)
        if random.random() < 0.25:
            undo(tx, act.act_id, SHELL, moment)


def rows(connection: Connection, table: Table) -> list[Row]:
    """Return a whole table."""
    return [dict(row) for row in connection.execute(select(table)).mappings()]


def held(scores: dict[str, float], moment: datetime = NOW) -> Verdict:
    """Return a held verdict with these scores, minted at a moment."""
    judged = verdict_at(Random(1), moment)
    reasons = tuple(
        Reason(f"score:{label}", score, Decision.HOLD) for label, score in scores.items()
    )
    return replace(judged, decision=Decision.HOLD, scores=scores, reasons=reasons)
