"""A PostgreSQL server for tests: one of our own for the run, or the one the environment names.

`SARING_TEST_POSTGRES_URL` names a server whose user may create databases. Without it a throw-away
cluster is made with the machine's own PostgreSQL.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

URL_VARIABLE = "SARING_TEST_POSTGRES_URL"
_OPTIONS = "-c listen_addresses= -c fsync=off -c max_connections=50 -c unix_socket_directories={}"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A server of our own that a test may stop and start. It listens in its folder only."""

    programs: Path
    folder: Path

    @classmethod
    def create(cls, programs: Path) -> "Cluster":
        """Make a new cluster; its folder belongs to the user that runs it."""
        cluster = cls(programs, Path(tempfile.mkdtemp(prefix="saring-pg-")))
        if os.geteuid() == 0:
            shutil.chown(cluster.folder, "postgres", "postgres")
        options = ("--username=saring", "--auth=trust", "--encoding=UTF8", "--no-sync")
        cluster._run("initdb", "--pgdata", str(cluster.data), *options)
        return cluster

    @property
    def data(self) -> Path:
        """Where the cluster keeps its files."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """The URL of the cluster's own database."""
        return f"postgresql://saring@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = _OPTIONS.format(self.folder)
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "-w", "-D", str(self.data), "-o", options, "-l", log)

    def stop(self) -> None:
        """Stop the server at once, as a crash would."""
        self._run("pg_ctl", "stop", "-w", "-D", str(self.data), "-m", "immediate")

    def remove(self) -> None:
        """Delete every file of the cluster."""
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        user = "postgres" if os.geteuid() == 0 else None
        subprocess.run(
            [self.programs / program, *arguments],
            check=True,
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Give a running cluster of our own; skips where PostgreSQL is not installed."""
    programs = _programs()
    if programs is None:
        pytest.skip(f"needs PostgreSQL: install it (apt install postgresql) or set {URL_VARIABLE}")
    cluster = Cluster.create(programs)
    try:
        cluster.start()
        yield cluster
        cluster.stop()
    finally:
        cluster.remove()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a server on which databases may be created."""
    if given := os.environ.get(URL_VARIABLE):
        yield given
        return
    with running_cluster() as cluster:
        yield cluster.url


@contextmanager
def temporary_database(server_url: str) -> Iterator[str]:
    """Give the URL of a new database, dropped at the end."""
    name = f"saring_{uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _programs() -> Path | None:
    """Return the folder of the newest installed server's programs."""
    found = [Path(path).parent for path in [shutil.which("initdb")] if path]
    packaged = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found += sorted(
        (path.parent for path in packaged), key=lambda folder: float(folder.parent.name)
    )
    return found[-1] if found else None
