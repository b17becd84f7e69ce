"""Backups of a PostgreSQL ledger, by PostgreSQL's own programs.

Their output is not shown as it is: it may quote what the tables hold.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL

from service.store.beside import FileRefused, beside
from service.store.schema import metadata

HEADER = b"PGDMP"
_VERSION = re.compile(r"^COPY \S*alembic_version \(version_num\) FROM stdin;\n(\S+)$", re.MULTILINE)
_COMPLAINT = re.compile(r"(?:error|ERROR|FATAL): +(.+)")
_OURS = ("sites", "comments", "verdicts")
VERSION_TABLE = "alembic_version"
_SCRIPT = ("--clean", "--if-exists", "--no-owner", "--no-privileges")
# Whoever holds one table and waits for another would stop us, and we them; so all tables are taken
# at once or none. Writers come to the comments first. Then they go, for tables that a backup of an
# older release knows nothing of would be in its way.
_MAKE_ROOM = """
DO $$
DECLARE
    names text;
    deadline timestamptz := clock_timestamp() + interval '60 s';
BEGIN
    SELECT string_agg(
        format('%I.%I', schemaname, tablename), ', ' ORDER BY tablename <> 'comments', tablename
    ) INTO names FROM pg_tables
    WHERE schemaname = ANY (current_schemas(false)) AND tablename IN ({tables});
    WHILE names IS NOT NULL LOOP
        BEGIN
            PERFORM set_config('lock_timeout', '300ms', true);
            EXECUTE 'LOCK TABLE ' || names || ' IN ACCESS EXCLUSIVE MODE';
            EXIT;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            IF clock_timestamp() > deadline THEN
                RAISE EXCEPTION 'others kept the tables for a minute';
            END IF;
            PERFORM pg_sleep(0.05);
        END;
    END LOOP;
    PERFORM set_config('lock_timeout', '0', true);
    IF names IS NOT NULL THEN
        EXECUTE 'DROP TABLE ' || names || ' CASCADE';
    END IF;
    DROP FUNCTION IF EXISTS audit_is_append_only();
END $$;
"""


def dump(url: URL, target: Path) -> None:
    """Write one state of the database into the new file `target`.

    Raises FileRefused where pg_dump is not installed or fails.
    """
    with beside(target) as made, _connection(url) as address:
        asked = ["--format=custom", "--no-owner", "--no-privileges", f"--file={made}"]
        done = _run("pg_dump", *asked, f"--dbname={address}")
        if done.returncode:
            raise FileRefused(f"pg_dump made no backup: {_said(done)}")


def revision_in(source: Path) -> str:
    """Return the schema that a backup was made at; FileRefused for what is no backup of ours."""
    try:
        with source.open("rb") as opened:
            header = opened.read(len(HEADER))
    except OSError as error:
        raise FileRefused(f"{source} cannot be read: {error.strerror}") from error
    if header != HEADER:
        raise FileRefused(f"{source} is no backup of a PostgreSQL ledger")
    listed = _run("pg_restore", "--list", str(source))
    tables = set(re.findall(r" TABLE DATA \S+ (\w+) ", listed.stdout))
    if listed.returncode or not tables.issuperset(_OURS):
        raise FileRefused(f"{source} is damaged, or no backup of Saring's")
    told = _run("pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(source))
    found = _VERSION.search(told.stdout)
    if found is None:
        raise FileRefused(f"{source} does not say which schema it is at")
    return found[1]


def put_in(source: Path, url: URL, folder: Path) -> None:
    """Replace the database's contents by those of a backup, in one transaction.

    Its script is written into `folder` meanwhile. Raises FileRefused, and nothing is changed.
    """
    with TemporaryDirectory(prefix=".restoring-", dir=folder) as ours, _connection(url) as address:
        make_room, script = Path(ours) / "make-room.sql", Path(ours) / "restore.sql"
        tables = ", ".join(f"'{name}'" for name in sorted({*metadata.tables, VERSION_TABLE}))
        make_room.write_text(_MAKE_ROOM.format(tables=tables), encoding="utf-8")
        done = _run("pg_restore", *_SCRIPT, f"--file={script}", str(source))
        if done.returncode:
            raise FileRefused(f"{source} cannot be read: {_said(done)}")
        asked = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        files = (f"--file={file}" for file in (make_room, script))
        done = _run("psql", *asked, *files, f"--dbname={address}")
    if done.returncode:
        raise FileRefused(f"psql changed nothing: {_said(done)}")


@contextmanager
def _connection(url: URL) -> Iterator[str]:
    """Give the database's address for programs; a password goes by a file, which nobody lists."""
    plain = url.set(drivername="postgresql")
    if plain.password is None:
        yield plain.render_as_string(hide_password=False)
        return
    with TemporaryDirectory(prefix="saring-") as folder:
        path = Path(folder) / "password"
        path.touch(mode=0o600)
        path.write_text(f"*:*:*:*:{_escaped(str(plain.password))}\n", encoding="utf-8")
        without = URL.create(
            "postgresql", plain.username, None, plain.host, plain.port, plain.database, plain.query
        )
        yield without.update_query_dict({"passfile": str(path)}).render_as_string()


def _escaped(password: str) -> str:
    return password.replace("\\", "\\\\").replace(":", "\\:")


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    path = shutil.which(program)
    if path is None:
        raise FileRefused(
            f"{program} is not installed; it comes with PostgreSQL's client "
            "(apt install postgresql-client), of the server's version or newer"
        )
    return subprocess.run(  # noqa: S603 -- PostgreSQL's own program, our own arguments
        [path, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
        errors="replace",
    )


def _said(done: subprocess.CompletedProcess[str]) -> str:
    """Return the program's first complaint, unless it is about a row, whose text it may quote."""
    found = _COMPLAINT.search(done.stderr)
    first = found[1] if found else ""
    if not first or "COPY" in first or not first.isprintable():
        return f"it ended with status {done.returncode}"
    return first
