"""Queues of any length to measure on, filled past the service: a million items in a minute or two.

What an item is follows from its number, so that every length has the same mixture: of each ten
items one belongs to one great campaign, one to campaigns of fifty, and eight are like no other.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import psycopg
from sqlalchemy import Engine, make_url
from ulid import ULID

from service.domain import Site
from service.store.engine import make_engine, transaction
from service.store.schema import upgrade
from service.store.sites import create_site
from tests.ledgers import NOW

FEW = 1000
"""Items of the shortest queue; what is rare occurs among them, and later no more."""

HOT_AUTHOR, QUIET_AUTHOR = "a" * 64, "b" * 64
HOT_ARTICLE, QUIET_ARTICLE = "https://dapur.example/ramai", "https://dapur.example/sepi"
TENTH, HUNDREDTH, FIVE_HUNDREDTH, RARE = (
    f"signal:{name}" for name in ("blocked_domain", "shouting", "link_in_name", "too_many_links")
)
"""Reasons by the share of the items that they are given for."""

GREAT_CAMPAIGN = "01CAMPAIGN" + "0" * 16
PATIENT = 600.0

_LABELS = ("spam/gambling",) * 6 + ("spam/promotion",) * 3 + ("abuse/insult",)
_BODY = "Modal receh di sini kemarin bisa cair jutaan, cek saja sendiri kalau tidak percaya. " * 2
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_CHUNK = 20_000
_COLUMNS = {
    "campaigns": "id site_id sketch key_0 key_1 key_2 key_3 created_at",
    "comments": "id site_id text_digest body words author_name author_url author_key article_url"
    " article_title parent received_at",
    "verdicts": "id comment_id site_id decision reasons scores signals language"
    " language_confidence model policy created_at",
    "review_items": "id verdict_id comment_id site_id state outcome opened_at campaign_id leads"
    " label score doubt language author_key article_key",
    "review_marks": "item_id code site_id level is_reason waiting",
}

Row = tuple[object, ...]


@dataclass(slots=True)
class Queue:
    """A site whose queue has `length` open items."""

    url: str
    engine: Engine
    site: Site
    length: int = 0

    def grow(self, length: int) -> None:
        """Add items until there are `length`."""
        if self.url.startswith("sqlite"):
            self._write_to_sqlite(length)
        else:
            self._write_to_postgres(length)
        self.length = max(self.length, length)

    def item_id(self, number: int) -> str:
        """Return the id of the item with this number."""
        return _id(number)

    def _rows(self, length: int) -> Iterator[dict[str, list[Row]]]:
        for start in range(self.length, length, _CHUNK):
            rows: dict[str, list[Row]] = {table: [] for table in _COLUMNS}
            for number in range(start, min(start + _CHUNK, length)):
                _add(rows, self.site.id, number)
            yield rows

    def _write_to_sqlite(self, length: int) -> None:
        database = sqlite3.connect(str(make_url(self.url).database))
        database.execute("PRAGMA synchronous=OFF")
        for rows in self._rows(length):
            for table, some in rows.items():
                names = _COLUMNS[table].split()
                marks = ", ".join("?" * len(names))
                statement = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 -- ours
                database.executemany(statement, some)
            database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()

    def _write_to_postgres(self, length: int) -> None:
        with psycopg.connect(self.url) as connection:
            for rows in self._rows(length):
                for table, some in rows.items():
                    names = ", ".join(_COLUMNS[table].split())
                    statement = f"COPY {table} ({names}) FROM STDIN"
                    with connection.cursor().copy(statement.encode()) as copy:
                        for row in some:
                            copy.write_row(row)
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def new_queue(url: str) -> Queue:
    """Return an empty queue in the database at `url`."""
    engine = make_engine(url, PATIENT)
    upgrade(engine)
    with transaction(engine) as tx:
        return Queue(url, engine, create_site(tx, "Besar", "balanced", NOW))


def _id(number: int) -> str:
    """Return a ULID that sorts as the numbers do."""
    return f"{str(ULID.from_datetime(_BEGIN + timedelta(seconds=number)))[:10]}{number:016d}"


def _score(number: int) -> float:
    """Return a score in [0.05, 1) that looks drawn at random."""
    return 0.05 + 0.95 * (number * 2654435761 % 2**32) / 2**32


def _campaign(number: int) -> tuple[str, bool]:
    """Return an item's campaign, and whether the item is its first."""
    if number % 10 == 9:
        return GREAT_CAMPAIGN, number == 9
    if number % 10 == 8:
        return f"01WAVE{number // 500:020d}", number % 500 == 8
    return f"01ALONE{number:019d}", True


def _author(number: int) -> str:
    if number < FEW and number % 16 == 5:
        return QUIET_AUTHOR
    return HOT_AUTHOR if number % 10 == 4 else f"{number % 50021:064d}"


def _article(number: int) -> str:
    if number < FEW and number % 16 == 6:
        return QUIET_ARTICLE
    return HOT_ARTICLE if number % 10 == 5 else f"https://dapur.example/{number % 2003}"


def _codes(number: int) -> Sequence[str]:
    """Return the signals among an item's reasons."""
    found = [
        (number % 10 == 0, TENTH),
        (number % 100 == 1, HUNDREDTH),
        (number % 500 == 2, FIVE_HUNDREDTH),
        (number < FEW and number % 16 == 3, RARE),
    ]
    return [code for given, code in found if given]


def _add(rows: dict[str, list[Row]], site_id: str, number: int) -> None:
    item_id, level, label = _id(number), _score(number), _LABELS[number % 10]
    now = (_BEGIN + timedelta(seconds=number)).isoformat(timespec="microseconds")
    campaign_id, leads = _campaign(number)
    author, article = _author(number), _article(number)
    language = "en" if number % 10 == 7 else "id"
    levels = {f"score:{label}": level, **dict.fromkeys(_codes(number), 1.0)}
    judged = (_reasons(levels), f'{{"{label}":{level}}}', "[]", language, 0.9, "2026.11.3", "b@1")
    named = (f"Penulis {number % 50021}", "", author, article, "Resep rendang", "")
    where = (item_id, item_id, item_id, site_id, "open", "hold", now, campaign_id, leads)
    found_by = (label, level, 1.0 - abs(2.0 * level - 1.0), language, author, _digest(article))
    if leads:
        keys = (number, number + 1, number + 2, number + 3)
        rows["campaigns"].append((campaign_id, site_id, "00" * 64, *keys, now))
    rows["comments"].append((item_id, site_id, "c" * 64, _BODY, _BODY, *named, now))
    rows["verdicts"].append((item_id, item_id, site_id, "hold", *judged, now))
    rows["review_items"].append((*where, *found_by))
    rows["review_marks"] += [
        (item_id, code, site_id, level, True, True) for code, level in levels.items()
    ]


def _reasons(levels: Mapping[str, float]) -> str:
    reasons: list[list[object]] = [
        [code, level, "hold", [], None, None] for code, level in levels.items()
    ]
    return json.dumps(reasons)


def _digest(article: str) -> str:
    return sha256(article.encode()).hexdigest()
