"""A platform whose processes may die: one database, phones that outlive everything, time that can be let pass."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from msgspec.structs import replace
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from deploy import ports
from deploy.commands.check import check
from deploy.simulator import main as simulator
from deploy.simulator.exchange import Exchange
from shared.kernel.settings import Settings
from shared.store import offset
from tests.faults.life import Life, Person
from tests.faults.loud import the_same_texts
from tests.faults.served import Served

LOGINS = {"village": "xzw", "town": "wsq"}
SOON = 1.0  # seconds of waiting after which business time is let pass


class House:
    """What runs, what died, and what it left behind."""

    def __init__(self, settings: Settings, exchange: Exchange, folder: Path) -> None:
        self.settings, self.exchange, self._log = settings, exchange, folder / "served.log"
        self.owner: Engine = create_engine(settings.database_owner, poolclass=NullPool)
        with self.owner.begin() as conn:
            the_same_texts(conn)
        self._running: list[Served] = []
        self._commands: tuple[str, ...] = ("node",)
        self._nudged = time.monotonic()
        self._amqp, self._healing = "", False
        base = f"http://127.0.0.1:{settings.port}"
        self.people = {who: Person(base, login, self.nudge) for who, login in LOGINS.items()}

    def life(self, name: str) -> Life:
        """A new case of a new applicant."""
        return Life(self.people, self.exchange, self.nudge, name)

    def start(self, *commands: str, failpoint: str = "", amqp: str = "", heal: bool = False) -> None:
        """In place of what ran before. With `heal` an ordinary node takes over once the fail-point has had its hit."""
        self.end()
        self._log.write_bytes(b"")
        self._commands, self._amqp, self._healing = commands, amqp, heal
        self._begin(failpoint, amqp)

    @property
    def hit(self) -> bool:
        """Whether the fail-point that was armed last has had its hit."""
        return b"failpoint.hit" in self._log.read_bytes()

    def _begin(self, failpoint: str, amqp: str) -> None:
        settings = replace(self.settings, failpoint=failpoint, amqp_urls=(amqp,) if amqp else ())
        self._running = [Served(settings, command, self._log) for command in self._commands]
        self._nudged = time.monotonic()

    def nudge(self) -> None:
        """Starts again what died, without the fail-point; lets time pass where everybody only waits."""
        died = [one for one in self._running if one.gone]
        assert all(one.killed for one in died), self._log.read_text()[-4000:]
        if self._healing and self.hit:
            self._commands, self._amqp, self._healing = ("node",), "", False
            died = self._running
        if died:
            self.end()
            self.pass_leases()
            self._begin("", self._amqp)
        if time.monotonic() - self._nudged > SOON:
            self._nudged = time.monotonic()
            self.pass_leases()
            self.advance(timedelta(minutes=4))

    def end(self) -> None:
        """Kills what runs."""
        for one in self._running:
            one.kill()
        self._running = []

    def advance(self, by: timedelta) -> None:
        """Business time runs ahead."""
        with self.owner.begin() as conn:
            offset.advance(conn, by)

    def pass_leases(self) -> None:
        """As if a minute of real time had gone by: leases end, and what nobody heard is rung again."""
        self.sql("update outbox set lease_until = lease_until - interval '60 s', rung_at = rung_at - interval '1 h'")

    def sql(self, statement: str, **values: Any) -> list[Any]:
        """Any SQL as the owner of the tables."""
        with self.owner.begin() as conn:
            done = conn.execute(text(statement), values)
            return list(done.all()) if done.returns_rows else []

    def wrongs(self) -> list[str]:
        """What `bangban check` finds violated, and what still waits."""
        port = self.exchange_port
        found = [str(one) for one in check(self.settings, f"http://127.0.0.1:{port}") if one.violations]
        waits = self.sql("select count(*) from outbox")[0][0]
        return found + ([f"{waits} messages wait"] if waits else [])

    def settle(self) -> None:
        """Everything that was left to do gets done, and then nothing is wrong."""
        end = time.monotonic() + 20
        while (wrong := self.wrongs()) and time.monotonic() < end:
            self.nudge()
            time.sleep(0.1)
        assert wrong == [], "\n".join(wrong)

    @property
    def exchange_port(self) -> int:
        """Where the phones are."""
        return int(self.settings.sms_url.rpartition(":")[2])


@contextmanager
def housed(settings: Settings, folder: Path) -> Iterator[House]:
    """A house whose phones work; its processes are for the test to start."""
    port, phones = ports.free(2)
    settings = replace(settings, port=port, sms_url=f"http://127.0.0.1:{phones}", home=folder)
    settings = replace(settings, simulator_port=phones)
    hooks = partial(simulator.hooks_of, settings)
    exchange = Exchange(hooks(), settings.sms_secret, silence=0.5, hooks_of=hooks)
    config = uvicorn.Config(
        simulator.build(settings, exchange), host="127.0.0.1", port=phones, log_config=None, access_log=False
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    exchange.start()
    thread.start()
    house = House(settings, exchange, folder)
    try:
        yield house
    finally:
        house.end()
        for person in house.people.values():
            person.close()
        exchange.stop()
        server.should_exit = True
        thread.join(10)
