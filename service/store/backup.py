"""Back the ledger up, and put a backup back in its place, while the service runs.

People who were forgotten since a backup was taken stay forgotten when it is put back.
"""

import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from sqlalchemy import Engine, func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from service.errors import LedgerUnavailable
from service.store import dumps
from service.store.beside import FileRefused, beside
from service.store.copies import (
    LOCK,
    PATIENCE,
    SIDES,
    backend_of,
    connected,
    copy_into,
    copy_out,
    is_empty,
    path_of,
    put_in,
    staged,
)
from service.store.engine import make_engine, reading, transaction
from service.store.erasure import forget, forgotten
from service.store.retention import sweep
from service.store.review_tables import events
from service.store.schema import check_known, upgrade

_COUNTER = {
    "sqlite": (
        "DELETE FROM sqlite_sequence WHERE name = 'events'",
        "INSERT INTO sqlite_sequence (name, seq) VALUES ('events', :last)",
    ),
    "postgresql": ("SELECT setval(pg_get_serial_sequence('events', 'seq'), :last)",),
}
_DAMAGE = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did. `kept` is a backup of what was there before, None where nothing was.

    `damaged` says that what was there could not be read: its files were moved to `kept`, and a
    service that runs must be started anew.
    """

    kept: Path | None
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class _Before:
    """What outlives a restore: the items of people forgotten, and the number of the last event.

    Whoever polls for events remembers that number, so it is never given to another one.
    """

    gone: tuple[str, ...] = ()
    last_event: int = 0


def back_up(engine: Engine, target: Path) -> None:
    """Write one state of the ledger into the file `target`: everything committed when called.

    Raises FileRefused or LedgerUnavailable, and `target` is as it was.
    """
    if engine.dialect.name == "postgresql":
        dumps.dump(engine.url, target)
        return
    path = path_of(engine)
    if target.resolve() in [Path(f"{path.resolve()}{side}") for side in ("", *SIDES, LOCK)]:
        raise FileRefused(f"{target} is the database itself")
    if not path.is_file():
        raise FileRefused(f"there is no database at {path}")
    copy_out(engine, target)


def restore(engine: Engine, source: Path, folder: Path, now: datetime) -> Restored:
    """Replace the ledger's contents by those of the backup `source`, brought up to date.

    On SQLite that is one transaction; on PostgreSQL a backup of an older release is brought up to
    date in a second one. A backup of what was there is kept beside the SQLite file or, on
    PostgreSQL, in `folder`. Raises FileRefused or LedgerUnavailable, and nothing is changed.
    """
    name = f"before-restore-{now:%Y%m%dT%H%M%SZ}"
    if engine.dialect.name == "postgresql":
        return _restore_dump(engine, source, _unused(folder / f"saring.dump.{name}"), now)
    path = path_of(engine)
    kept = _unused(path.with_name(f"{path.name}.{name}"))
    with staged(source, path.parent) as copy:
        _bring_up_to_date(copy, _before(engine) if path.is_file() else _Before(), now)
        with backend_of(engine).alone(PATIENCE):
            try:
                return _replace(engine, copy, kept)
            except (SQLAlchemyError, sqlite3.DatabaseError) as error:
                if _code(error) not in _DAMAGE:
                    cause = _code(error) or type(error).__name__
                    raise LedgerUnavailable(f"the ledger cannot be replaced: {cause}") from None
            return _take_place(engine, copy, kept)


def _restore_dump(engine: Engine, source: Path, kept: Path, now: datetime) -> Restored:
    check_known(dumps.revision_in(source))
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with reading(engine) as connection:
        was_there = bool(inspect(connection).get_table_names())
    before = _before(engine)
    if was_there:
        dumps.dump(engine.url, kept)
    dumps.put_in(source, engine.url, kept.parent)
    engine.dispose()
    _settle(engine, before, now)
    return Restored(kept if was_there else None)


def _unused(path: Path) -> Path:
    """Return `path`, or one like it where that is taken, perhaps by what is to be restored."""
    others = (path.with_name(f"{path.name}-{number}") for number in count(2))
    return next(each for each in chain([path], others) if not each.exists())


def _bring_up_to_date(copy: Path, before: _Before, now: datetime) -> None:
    engine = make_engine(f"sqlite:///{copy}", PATIENCE)
    try:
        _settle(engine, before, now)
    finally:
        engine.dispose()


def _settle(engine: Engine, before: _Before, now: datetime) -> None:
    """Migrate what was restored, and erase from it what must not come back."""
    upgrade(engine)
    with transaction(engine) as tx:
        last = tx.execute(select(func.max(events.c.seq))).scalar() or 0
        if before.last_event > last:
            for statement in _COUNTER[engine.dialect.name]:
                tx.execute(text(statement), {"last": before.last_event})
    forget(engine, before.gone, now)
    sweep(engine, now)


def _before(engine: Engine) -> _Before:
    """Read what outlives a restore; nothing of a ledger that cannot be read, or is too old."""
    with suppress(LedgerUnavailable), reading(engine) as connection:
        if inspect(connection).has_table("events"):
            last = connection.execute(select(func.max(events.c.seq))).scalar()
            return _Before(tuple(forgotten(connection)), last or 0)
    return _Before()


def _replace(engine: Engine, copy: Path, kept: Path) -> Restored:
    with connected(engine) as live:
        empty = is_empty(live)
        if not empty:
            with beside(kept) as made:
                copy_into(live, made)
        put_in(copy, live, PATIENCE)
    return Restored(None if empty else kept)


def _take_place(engine: Engine, copy: Path, kept: Path) -> Restored:
    """Move a database that cannot be read aside and put `copy` where it was."""
    engine.dispose()
    path = path_of(engine)
    for side in ("", *SIDES):
        with suppress(FileNotFoundError):
            Path(f"{path}{side}").rename(f"{kept}{side}")
    with beside(path) as made, closing(sqlite3.connect(copy)) as source:
        copy_into(source, made)
    return Restored(kept, damaged=True)


def _code(error: Exception) -> str:
    """Return what SQLite calls an error; empty for one that is not SQLite's."""
    origin = getattr(error, "orig", None) or error
    return str(getattr(origin, "sqlite_errorname", ""))
