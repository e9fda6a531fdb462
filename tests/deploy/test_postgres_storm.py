"""A storm of kill -9 against PostgreSQL: nothing that was acknowledged is lost."""

import contextlib
import threading
import time
from pathlib import Path

import psycopg
import pytest

from deploy.postgres.embedded import Embedded, running
from tests.deploy.test_postgres import connect, kill_everything

ROUNDS, WRITERS = 12, 4


def write_until_killed(postgres: Embedded, acknowledged: list[int], numbers: "Numbers") -> None:
    """Two rows in one transaction, over and over; remember what the database said yes to."""
    with contextlib.suppress(psycopg.Error), psycopg.connect(postgres.url("owner").replace("+psycopg", "")) as session:
        while True:
            number = numbers.next()
            session.execute("insert into cases values (%s)", [number])
            session.execute("insert into outbox values (%s)", [number])
            session.commit()
            acknowledged.append(number)


class Numbers:
    """1, 2, 3 … for several threads."""

    def __init__(self) -> None:
        self._lock, self._last = threading.Lock(), 0

    def next(self) -> int:
        with self._lock:
            self._last += 1
            return self._last


@pytest.mark.long
def test_twelve_rounds_of_kill_9_lose_nothing(home: Path) -> None:
    numbers, acknowledged = Numbers(), list[int]()
    with running(home) as postgres:
        with connect(postgres) as session:
            session.execute("create table cases (n int primary key)")
            session.execute("create table outbox (n int primary key)")
        for _ in range(ROUNDS):
            # Given writers at work
            args = (postgres, acknowledged, numbers)
            writers = [threading.Thread(target=write_until_killed, args=args) for _ in range(WRITERS)]
            for writer in writers:
                writer.start()
            time.sleep(1)
            # When everything is killed and started again
            kill_everything(postgres)
            for writer in writers:
                writer.join()
            postgres.server.start()
        # Then every acknowledged pair is there, and no half of a pair
        with connect(postgres) as session:
            cases = {n for (n,) in session.execute("select n from cases")}
            outbox = {n for (n,) in session.execute("select n from outbox")}
        assert len(acknowledged) > 1000
        assert set(acknowledged) <= cases
        assert cases == outbox
