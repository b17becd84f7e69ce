"""Bring the database to the tables this code expects, safely from several processes at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from service.errors import LedgerUnavailable
from service.store.engine import migration

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


def _is_current(connection: Connection, scripts: ScriptDirectory) -> bool:
    current = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in scripts.walk_revisions()}
    if current is not None and current not in known:
        raise LedgerUnavailable(
            f"the database is at schema {current}, which this version of Saring does not know; "
            "install the newer version, or restore a backup made before the upgrade"
        )
    return current == scripts.get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
