"""`bangban up` as a person meets it: up within seconds, nothing left behind, told in one line when it cannot."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.deploy.upping import Up


@pytest.fixture
def up(home: Path) -> Iterator[Up]:
    platform = Up(home)
    yield platform
    platform.end()


def until(true: Callable[[], object], patience: float = 120.0) -> None:
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end
        time.sleep(0.1)


def came_back(up: Up, name: str, before: int) -> bool:
    running = {pid for pid, words in up.pids().items() if words.endswith(f" {name}")}
    return bool(running - {before})


def test_it_comes_up_tells_what_is_not_real_and_leaves_nothing_behind(up: Up) -> None:
    # When it is started in an empty home
    up.start()
    # Then it answers and names its stand-ins
    assert up.answers("/healthz")
    assert up.answers("/readyz")
    said = up.said.read_text()
    for words in (up.url, "in-memory broker", "SMS simulator", "plain http", "xzw"):
        assert words in said, words
    # and a second one in the same home is refused while it runs
    second = up.bangban("up")
    assert second.returncode == 1
    assert "is in use by process" in second.stderr
    # and Ctrl-C ends everything
    assert up.end() == 0
    assert up.pids() == {}
    # and the second start keeps the keys and is up in seconds
    keys = (up.home / "keys/data").read_text()
    assert up.start() < 30
    assert (up.home / "keys/data").read_text() == keys


def test_dead_children_come_back_and_even_kill_9_of_all_leaves_nothing_that_hinders(up: Up) -> None:
    up.start()
    # When a child is killed, then PostgreSQL itself
    for name in ("node", "simulator"):
        before = up.pid_of(name)
        os.kill(before, signal.SIGKILL)
        until(partial(came_back, up, name, before))
    until(up.answers)
    postmaster = int(next(up.home.glob("pg/data/postmaster.pid")).read_text().split("\n")[0])
    os.kill(postmaster, signal.SIGKILL)
    until(lambda: postmaster not in up.pids() and "postgres runs again" in up.said.read_text())
    until(up.answers)
    # When the supervisor is killed
    up.end(signal.SIGKILL)
    # Then all of it goes, and the next start works
    until(lambda: up.pids() == {})
    up.start()
    assert up.answers()


def test_a_busy_port_is_told_before_anything_is_made(up: Up) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", up.port))
        other.listen()
        refused = up.bangban("up")
    assert refused.returncode == 1
    assert f"port {up.port} on 127.0.0.1 cannot be used" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert not (up.home / "pg").exists()


def test_a_damaged_database_is_told_in_one_line(up: Up) -> None:
    (up.home / "keys").mkdir()
    (up.home / "keys/pg_super").write_text("x\n")
    (up.home / "pg/data").mkdir(parents=True)
    (up.home / "pg").chmod(0o711)
    if os.geteuid() == 0:
        os.chown(up.home / "pg/data", 65534, 65534)
    refused = up.bangban("up")
    assert refused.returncode == 1
    assert "is damaged (PG_VERSION is missing)" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_processes_and_a_broker_go_together(up: Up) -> None:
    refused = up.bangban("up", "--processes")
    assert refused.returncode == 1
    assert "--processes and --amqp go together" in refused.stderr
