"""The whole platform, as `bangban up` starts it: one node with a queue in the database, or processes and RabbitMQ."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import msgspec
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from deploy import homes, ports
from deploy.commands import clock
from deploy.rabbit import Rabbit
from deploy.seeding import load
from deploy.seeding.bundle import Seed
from deploy.startup import APART, TOGETHER, Startup
from shared.kernel.settings import Settings, read
from shared.store.engine import owner_engine

WIRINGS = ("embedded", "RabbitMQ")
NOT_ASKED = ("heads", "housekeep")  # they sleep for an hour and take memory meanwhile


class Whole(msgspec.Struct, frozen=True):
    """Addresses of the gateway, of the simulated phones, and of the database as its owner."""

    base: str
    phones: str
    owner: str

    def advance(self, by: timedelta) -> None:
        """Business time runs ahead."""
        with create_engine(self.owner, poolclass=NullPool).begin() as conn:
            clock.run_ahead(conn, by)


@contextmanager
def whole(wiring: str, seed: Seed | None = None, shares: bool = False) -> Iterator[Whole]:
    """Started and ready, for the length of a block; `seed` stands in for the shipped reference data.

    Whoever asks is let in as often as they like, unless it is about their `shares`.
    """
    folder = Path(tempfile.mkdtemp(prefix="bb-bench-", dir="/tmp"))
    folder.chmod(0o711)
    with _broker(wiring, folder) as amqp:
        port, phones = ports.free(2)
        os.environ["BANGBAN_SIMULATOR_PORT"] = str(phones)
        startup = Startup(homes.ready(folder / "home"), port, "127.0.0.1", amqp)
        try:
            startup.database()
            startup.once("bringing tables and reference data up to date", "prepare")
            settings = read(startup.env)
            if seed:
                load(settings, owner_engine(settings), demo=True, seed=seed)
            if not shares:
                _let_everybody_in(settings)
            with owner_engine(settings).begin() as conn:
                clock.morning(conn)
            startup.services(tuple(name for name in (APART if amqp else TOGETHER) if name not in NOT_ASKED))
            yield Whole(base=startup.url, phones=f"http://127.0.0.1:{phones}", owner=settings.database_owner)
        finally:
            startup.stop()
    shutil.rmtree(folder, ignore_errors=True)


def _let_everybody_in(settings: Settings) -> None:
    with owner_engine(settings).begin() as conn:
        conn.execute(text("update parameters set value = '0' where key like 'intake.%per_minute'"))
        conn.execute(text("update reference_version set version = version + 1"))


@contextmanager
def _broker(wiring: str, folder: Path) -> Iterator[str]:
    if wiring == "embedded":
        yield ""
        return
    rabbit = Rabbit(folder / "rabbit")
    rabbit.start()
    try:
        yield rabbit.url
    finally:
        rabbit.stop()
