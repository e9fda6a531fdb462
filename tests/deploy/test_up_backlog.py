"""What was not handled when somebody pressed Ctrl-C is handled after the next start."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from deploy import surroundings
from shared.contracts import messages as m
from shared.domain.access.actor import Actor
from shared.store.engine import Store, open_store
from shared.store.tables.queue import outbox
from tests import scenes
from tests.deploy.upping import Up


@contextmanager
def store_of(up: Up, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("BANGBAN_HOME", str(up.home))
    monkeypatch.delenv("BANGBAN_DATABASE_URL", raising=False)
    store = open_store(surroundings.settings(), "app", pool=2)
    try:
        yield store
    finally:
        store.engine.dispose()


def waiting(store: Store, by: Actor) -> int:
    with store.work(by) as work:
        return int(work.conn.execute(select(func.count()).select_from(outbox)).scalar_one())


def leave_messages(store: Store, by: Actor, count: int) -> None:
    cases = [scenes.registered(store, by) for _ in range(count)]
    for case_id in cases:
        with store.work(by) as work:
            message = m.RouteCase(tenant_id=scenes.ZONE, case_id=case_id, version=2)
            work.send(message, work.cases.get(case_id))


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.long)])
def test_messages_that_wait_at_ctrl_c_are_handled_after_the_next_start(
    home: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    up = Up(home)
    by = scenes.clerk(scenes.VILLAGE)
    try:
        # Given messages, some in the outbox and some in the broker's memory, when Ctrl-C is pressed
        up.start()
        with store_of(up, monkeypatch) as store:
            node = up.pid_of("node")
            os.kill(node, signal.SIGSTOP)
            leave_messages(store, by, count)
            os.kill(node, signal.SIGCONT)
            time.sleep(0.1)
        assert up.end() == 0
        # When it is started again
        up.start()
        # Then all are handled, each once
        with store_of(up, monkeypatch) as store:
            end = time.monotonic() + 60 + count / 10
            while waiting(store, by):
                assert time.monotonic() < end, f"{waiting(store, by)} still wait"
                time.sleep(0.5)
        checked = up.bangban("check")
        assert checked.returncode == 0, checked.stdout
    finally:
        up.end()
