"""Migrations: brings a database to the newest schema, and says whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from shared.kernel.settings import Settings
from shared.store.transaction import transaction


def upgrade(settings: Settings, revision: str = "head") -> None:
    """Runs what is missing, as the owner, under an advisory lock so that two may start at once."""
    engine = create_engine(settings.database_owner, poolclass=NullPool)
    with transaction(engine, "migrate.commit") as conn:
        conn.exec_driver_sql("select pg_advisory_xact_lock(8675309)")
        config = configured()
        config.attributes["connection"] = conn
        command.upgrade(config, revision)


def configured() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return config


def is_current(conn: Connection) -> bool:
    """Whether the database is at the newest revision."""
    head = ScriptDirectory.from_config(configured()).get_current_head()
    return MigrationContext.configure(conn).get_current_revision() == head
