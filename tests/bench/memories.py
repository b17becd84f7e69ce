"""What a site remembers, filled past the service: a million traces and as many lessons.

What is remembered follows from its number, so that every length has the same mixture: of each ten
comments one belongs to one great wave, by one author from one address on one article, all within
ten minutes, and nine are like no other, long ago.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import psycopg
from sqlalchemy import Engine, make_url
from ulid import ULID

from service.domain import Article, Author, Comment, Site
from service.store.arrivals import article_key, author_key
from service.store.engine import make_engine, transaction
from service.store.schema import upgrade
from service.store.sites import create_site
from service.text.fold import fold
from service.text.imprint import imprint
from service.text.simhash import bands, likeness
from tests.ledgers import LEDGER, NOW
from tests.waves import Wave

FEW = 1000
PROLIFIC = Author(id="prolific", ip="192.0.2.1")
BUSY = Article("https://dapur.example/ramai")
"""Who sends the great wave, and where."""

_POOL = 500
_CHUNK = 20_000
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_BANDS = "band_0 band_1 band_2 band_3"
_COLUMNS = {
    "review_items": "id verdict_id comment_id site_id state outcome opened_at leads label score"
    " doubt language author_key",
    "traces": f"id site_id exact simhash {_BANDS} author_key address_key article_key at",
    "lessons": "id site_id item_id sketch taught_at",
    "lesson_keys": "lesson_id place site_id key",
}
_INDEXES = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"

Row = tuple[object, ...]
Rows = dict[str, list[Row]]


@dataclass(slots=True)
class Memory:
    """A site that remembers `length` comments, and as many lessons."""

    url: str
    engine: Engine
    site: Site
    length: int = 0

    def grow(self, length: int) -> None:
        """Add memories until there are `length`."""
        rows = _Filler(self.site.id).rows(self.length, length)
        write = _write_to_sqlite if self.url.startswith("sqlite") else _write_to_postgres
        write(self.url, rows)
        self.length = max(self.length, length)


def new_memory(url: str) -> Memory:
    """Return the memory of a new site in the database at `url`."""
    engine = make_engine(url, 600.0)
    upgrade(engine)
    with transaction(engine) as tx:
        return Memory(url, engine, create_site(tx, "Besar", "balanced", NOW))


def of_the_wave(number: int) -> Comment:
    """Return a comment of the great wave."""
    return Comment(Wave(Random(number)).body(), author=PROLIFIC, article=BUSY)


class _Filler:
    def __init__(self, site_id: str) -> None:
        hidden = LEDGER.pseudonymiser.hide(PROLIFIC)
        self._site_id = site_id
        self._senders = (author_key(hidden), hidden.ip, article_key(BUSY.url))
        self._wave = [_prints(of_the_wave(number).body) for number in range(_POOL)]

    def rows(self, first: int, end: int) -> Iterator[Rows]:
        for start in range(first, end, _CHUNK):
            rows: Rows = {table: [] for table in _COLUMNS}
            for number in range(start, min(start + _CHUNK, end)):
                self._add(rows, number)
            yield rows

    def _add(self, rows: Rows, number: int) -> None:
        id_ = f"{str(ULID.from_datetime(_BEGIN + timedelta(seconds=number)))[:10]}{number:016d}"
        in_wave = number % 10 == 0
        recognised, keys, sketch = self._wave[number % _POOL] if in_wave else _at_random(number)
        senders = self._senders if in_wave else tuple(f"{number:063d}{kind}" for kind in "abc")
        moment = NOW if in_wave else _BEGIN
        at = moment.isoformat(timespec="microseconds")
        site = self._site_id
        item = ("resolved", "reject", at, False, "spam", 0.9, 0.2, "id", senders[0])
        rows["review_items"].append((id_, id_, id_, site, *item))
        rows["traces"].append((id_, site, *recognised, *senders, at))
        rows["lessons"].append((id_, site, id_, sketch, at))
        rows["lesson_keys"] += [(id_, place, site, key) for place, key in enumerate(keys)]


def _prints(body: str) -> tuple[Row, Sequence[int], str]:
    folded = fold(body)
    text, taught = likeness(folded.squeezed), imprint(folded.words)
    assert text is not None
    assert taught is not None
    return (text.exact, text.simhash, *bands(text.simhash)), taught.keys, taught.sketch.hex()


def _at_random(number: int) -> tuple[Row, Sequence[int], str]:
    random = Random(number)
    simhash = random.getrandbits(64) - 2**63
    recognised = (random.getrandbits(64) - 2**63, simhash, *bands(simhash))
    return recognised, [random.getrandbits(32) for _ in range(16)], random.randbytes(64).hex()


def _write_to_sqlite(url: str, chunks: Iterator[Rows]) -> None:
    """Indexes are made anew at the end, which is much quicker than adding to them in any order."""
    database = sqlite3.connect(str(make_url(url).database))
    database.execute("PRAGMA synchronous=OFF")
    database.execute("PRAGMA cache_size=-262144")
    indexes = [
        (name, made)
        for name, made in database.execute(_INDEXES)
        if any(f" {table} " in made for table in _COLUMNS)
    ]
    for name, _ in indexes:
        database.execute(f"DROP INDEX {name}")
    for rows in chunks:
        for table, some in rows.items():
            names = _COLUMNS[table].split()
            marks = ", ".join("?" * len(names))
            statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 -- ours
            database.executemany(statement, some)
        database.commit()
    for _, made in indexes:
        database.execute(made)
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def _write_to_postgres(url: str, chunks: Iterator[Rows]) -> None:
    with psycopg.connect(url) as connection:
        # What the rows refer to is not there: it would double the time, and nobody looks at it.
        connection.execute("SET session_replication_role = replica")
        for rows in chunks:
            for table, some in rows.items():
                names = ", ".join(_COLUMNS[table].split())
                statement = f"COPY {table} ({names}) FROM STDIN"
                with connection.cursor().copy(statement.encode()) as copy:
                    for row in some:
                        copy.write_row(row)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
