"""Migrations: brings a database to the newest schema, and says whether it is there."""

import time
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from shared.kernel.settings import Settings
from shared.store.transaction import transaction

Standing = Literal["empty", "older", "current", "newer"]
PATIENCE = 2.0  # seconds a migration waits for a lock; those who came after it wait behind it that long
TRIES = 20  # then somebody holds a lock who should not


class NewerDatabase(Exception):
    """The database was migrated by a later release than this one, which must not touch its tables."""


def upgrade(settings: Settings, revision: str = "head") -> None:
    """Runs what is missing, as the owner, under an advisory lock so that two may start at once.

    It never waits long for a lock, because everybody who comes after would wait with it: it lets go and tries again.
    Raises NewerDatabase, and OperationalError when a lock is not to be had.
    """
    engine = create_engine(settings.database_owner, poolclass=NullPool)
    for left in reversed(range(TRIES)):
        try:
            _run(engine, revision)
        except OperationalError as error:
            if not isinstance(error.orig, LockNotAvailable) or not left:
                raise
            time.sleep(PATIENCE / 4)
        else:
            return


def _run(engine: Engine, revision: str) -> None:
    with transaction(engine, "migrate.commit") as conn:
        conn.exec_driver_sql("select pg_advisory_xact_lock(8675309)")
        conn.exec_driver_sql(f"set local lock_timeout = '{PATIENCE:g}s'")
        if standing(conn) == "newer":
            raise NewerDatabase
        config = configured()
        config.attributes["connection"] = conn
        command.upgrade(config, revision)


def configured() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def standing(conn: Connection) -> Standing:
    """How the database stands to this code, which runs on its own schema and on that of the release after it."""
    found = MigrationContext.configure(conn).get_current_revision()
    if found is None:
        return "empty"
    scripts = ScriptDirectory.from_config(configured())
    if found == scripts.get_current_head():
        return "current"
    return "older" if found in {script.revision for script in scripts.walk_revisions()} else "newer"


def is_current(conn: Connection) -> bool:
    """Whether the database is at the newest revision."""
    return standing(conn) == "current"
