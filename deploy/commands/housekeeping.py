"""`bangban housekeeping`: what is over goes, what comes is prepared; once, or once a day until stopped."""

import threading

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from deploy import heartbeat, signals, surroundings
from deploy.housekeeping import orphans
from deploy.housekeeping.sweep import Swept, sweep
from services.gateway.adapters.folder_files import FolderFiles
from shared.kernel import logs
from shared.kernel.settings import Settings
from shared.store.engine import owner_engine

DAILY = 24 * 3600.0  # seconds between two rounds
AGAIN = 600.0  # seconds after a round that failed


def once() -> None:
    """One round, told rule by rule."""
    settings = surroundings.settings("database_owner")
    for one in _swept(settings, owner_engine(settings)):
        print(one)


def daily() -> None:
    """A process of its own that keeps house until it is stopped."""
    logs.configure()
    keep(surroundings.settings("database_owner"), signals.stop_event())


def keep(settings: Settings, stop: threading.Event) -> None:
    """A round at the start and one a day; a database that is away is waited for."""
    engine = owner_engine(settings)
    with heartbeat.beating(engine, "housekeeping"):
        while not stop.is_set():
            stop.wait(DAILY if _round(settings, engine) else AGAIN)


def _swept(settings: Settings, engine: Engine) -> list[Swept]:
    return [*sweep(engine), orphans.sweep(engine, FolderFiles(settings.home / "files"))]


def _round(settings: Settings, engine: Engine) -> bool:
    log = structlog.get_logger("housekeeping")
    try:
        for one in _swept(settings, engine):
            log.info("swept", what=one.what, removed=one.removed, days=one.kept_days)
    except (SQLAlchemyError, OSError) as error:
        log.warning("housekeeping.failed", why=type(error).__name__)
        return False
    return True
