"""The platform apart, as `up --processes` starts it, and somebody who kills its parts at random."""

import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from deploy import homes, ports
from deploy.commands.check import check
from deploy.rabbit import Rabbit
from deploy.startup import APART, Startup
from shared.kernel.settings import Settings, read
from tests.faults.loud import the_same_texts

VICTIMS = ("gateway", "relay", "tick", "dispatch", "notify", "broker", "postgres")
SETTLING = 4.0  # seconds: a quorum queue younger than three comes back from a kill without a leader


class Storm:
    """What runs, and what was killed how often. Time is spent in `live`, which starts again what died."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.kills: Counter[str] = Counter()
        self.rabbit = Rabbit(folder / "rabbit")
        self.rabbit.start()
        port, phones = ports.free(2)
        os.environ["BANGBAN_SIMULATOR_PORT"] = str(phones)
        self.simulator = f"http://127.0.0.1:{phones}"
        self.startup = Startup(homes.ready(folder / "home"), port, "127.0.0.1", self.rabbit.url)
        self.base = self.startup.url

    def start(self) -> None:
        """Database, tables, reference data, services."""
        self.startup.database()
        self.startup.once("bringing tables and reference data up to date", "prepare")
        with create_engine(self.settings.database_owner, poolclass=NullPool).begin() as conn:
            the_same_texts(conn)
        self.startup.services(APART)
        self.live(SETTLING)

    def live(self, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Looks after everything for so long, or until it is so; gives whether it is."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if until():
                return True
            self.startup.supervisor.look()
            time.sleep(0.05)
        return until()

    def kill_one(self) -> None:
        """One of the victims, at once and without a word. A storm must not wait for ever longer pauses."""
        victim = self.chance.choice(VICTIMS)
        self.kills[victim] += 1
        if victim == "broker":
            self.rabbit.kill()
            self.live(self.chance.uniform(0, 2))
            self.rabbit.start()
            return
        child = next(child for child in self.startup.supervisor.children if child.name == victim)
        self.live(30, lambda: child.running())
        child.deaths = 0
        if child.pid:
            os.kill(child.pid, signal.SIGKILL)

    @property
    def settings(self) -> Settings:
        """What the processes were told."""
        return read(self.startup.env)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Any query as the owner of the tables."""
        with create_engine(self.settings.database_owner, poolclass=NullPool).connect() as conn:
            return [tuple(row) for row in conn.execute(text(query))]

    def advance(self, by: str) -> None:
        """Business time runs ahead by so many minutes and the like."""
        with create_engine(self.settings.database_owner, poolclass=NullPool).begin() as conn:
            conn.execute(
                text(
                    "insert into clock_offset (by) values (cast(:by as interval))"
                    " on conflict (single) do update set by = clock_offset.by + excluded.by"
                ),
                {"by": by},
            )

    def wrongs(self) -> list[str]:
        """What the check finds violated."""
        return [str(one) for one in check(self.settings, self.simulator) if one.violations]

    def stop(self) -> None:
        """Ends everything."""
        self.startup.stop()
        self.rabbit.stop()


@contextmanager
def raging(folder: Path, seed: int) -> Iterator[Storm]:
    """A platform for the length of a block; its logs stay when something went wrong in it."""
    before = os.environ.get("BANGBAN_SIMULATOR_PORT")
    storm = Storm(folder, seed)
    try:
        storm.start()
        yield storm
    except BaseException:
        shutil.copytree(folder / "home/log", folder.with_name(f"{folder.name}-log"), dirs_exist_ok=True)
        print(f"the logs are in {folder.name}-log")
        raise
    finally:
        storm.stop()
        os.environ.pop("BANGBAN_SIMULATOR_PORT")
        if before is not None:
            os.environ["BANGBAN_SIMULATOR_PORT"] = before
