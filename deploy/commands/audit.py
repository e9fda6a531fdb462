"""`bangban audit`: whether anybody changed what happened; and the lists of heads by which its end is told."""

import threading
from datetime import timedelta
from pathlib import Path

import structlog

from deploy import signals, surroundings
from deploy.auditing import database, heads
from deploy.auditing.database import Verified
from deploy.auditing.heads import Lists
from shared.kernel import logs
from shared.kernel.clock import real_now
from shared.kernel.settings import Settings
from shared.queue.steady import steadily
from shared.store.engine import owner_engine

NEEDS = ("database_owner", "chain_key", "heads_key")
EVERY = 3600.0  # seconds between two lists: hourly, by the design
OLD = timedelta(hours=2)
"""A newest list older than this is told: one comes every hour, so that at least one is missing."""


def folder(settings: Settings) -> Path:
    """Where the lists are: BANGBAN_HEADS, or `heads` in the data folder."""
    return Path(settings.heads_folder) if settings.heads_folder else settings.home / "heads"


def look(settings: Settings) -> tuple[Verified, Lists]:
    """Every fault, of the lists and of the database as its owner sees it in one moment."""
    lists = heads.read(folder(settings), settings.heads_key)
    engine = owner_engine(settings, "REPEATABLE READ")
    with engine.connect() as conn:
        return database.verify(conn, (settings.chain_key,), lists), lists


def note(settings: Settings) -> int:
    """Adds a list of all heads that have grown; gives their number."""
    engine = owner_engine(settings, "REPEATABLE READ")
    with engine.connect() as conn:
        return heads.write(folder(settings), settings.heads_key, real_now(), database.listed(conn))


def verify() -> int:
    """Prints what is wrong, and what was looked at; the exit code."""
    found, lists = look(surroundings.settings(*NEEDS))
    for wrong in (*lists.wrong, *found.faults):
        print(f"BAD {wrong}")
    age = "none yet: a cut end or a removed case cannot be told" if lists.newest is None else f"newest {lists.newest}"
    print(f"{found.cases} cases, {found.events} events; {lists.number} lists of {len(lists.heads)} heads, {age}")
    if lists.newest is not None and real_now() - lists.newest > OLD:
        print("the newest list is old: does `bangban heads` run, and is the last list still there?")
    print("the table `audit` has no chain: its rows are only added to, which the database enforces for the services")
    return 1 if lists.wrong or found.faults else 0


def write_list() -> None:
    """One list, now."""
    print(f"{note(surroundings.settings(*NEEDS))} heads listed")


def keep() -> None:
    """A process that writes a list at the start and then every hour, until it is stopped."""
    logs.configure()
    settings, stop = surroundings.settings(*NEEDS), signals.stop_event()
    run(settings, stop)


def run(settings: Settings, stop: threading.Event) -> None:
    """The same until `stop`; outlives the database."""

    def work() -> None:
        structlog.get_logger("heads").info("heads.listed", heads=note(settings))
        stop.wait(EVERY)

    steadily(work, stop)
