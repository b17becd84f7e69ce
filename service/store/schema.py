"""Bring the database to the tables this code expects, safely from several processes at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from service.errors import LedgerUnavailable
from service.store import people_tables, policy_tables, review_tables, tables, wire_tables
from service.store.engine import migration
from service.store.metadata import metadata

__all__ = ["TABLES", "check_known", "downgrade", "metadata", "upgrade"]

# Every module that declares tables, so that `metadata` knows them all.
TABLES = (tables, people_tables, review_tables, policy_tables, wire_tables)

_MIGRATIONS = Path(__file__).parent / "migrations"
_PATIENCE = 60.0


def upgrade(engine: Engine) -> None:
    """Run the migrations that the database lacks, all of them in one transaction.

    A process that dies meanwhile leaves the database as it was. Raises LedgerUnavailable for a
    database newer than this code, SettingsError where it cannot stand where it is configured.
    """
    with migration(engine, _PATIENCE) as connection:
        config = _config(connection)
        scripts = ScriptDirectory.from_config(config)
        if _is_current(connection, scripts):
            return
        command.upgrade(config, "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Undo migrations down to `revision`, in one transaction, to go back to an older release."""
    with migration(engine, _PATIENCE) as connection:
        command.downgrade(_config(connection), revision)


def check_known(revision: str) -> None:
    """Raise LedgerUnavailable unless this version of Saring knows the schema `revision`."""
    _check_known(revision, ScriptDirectory(str(_MIGRATIONS)))


def _is_current(connection: Connection, scripts: ScriptDirectory) -> bool:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None:
        _check_known(current, scripts)
    return current == scripts.get_current_head()


def _check_known(revision: str, scripts: ScriptDirectory) -> None:
    if revision not in {script.revision for script in scripts.walk_revisions()}:
        raise LedgerUnavailable(
            f"the database is at schema {revision}, which this version of Saring does not know; "
            "install the newer version, or restore a backup made before the upgrade"
        )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
