"""Timers become messages when business time has come, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import Engine, select

from shared.kernel.clock import real_now
from shared.queue import tick
from shared.store.engine import Store
from shared.store.tables.queue import timers
from shared.store.timers import fire
from tests.queue.helpers import archive, change, eventually, rows, running, set_timer


def test_a_due_timer_becomes_the_message_it_holds(queue_store: Store, owner: Engine) -> None:
    timer_id = set_timer(owner, message := archive(), "a", timedelta(seconds=-1))
    set_timer(owner, archive(), "b", timedelta(hours=1))
    assert (fire(queue_store.engine), fire(queue_store.engine)) == (1, 0)
    (row,) = rows(owner)
    assert (row.id, row.kind, row.queue, row.tenant_id) == (timer_id, message.kind, message.queue, message.tenant_id)
    assert row.not_before <= real_now()
    with owner.begin() as conn:
        fired = conn.execute(select(timers.c.key, timers.c.fired_at).order_by(timers.c.key)).all()
    assert [(key, at is None) for key, at in fired] == [("a", False), ("b", True)]


def test_business_time_moves_timers(queue_store: Store, owner: Engine) -> None:
    set_timer(owner, archive(), "a", timedelta(days=3))
    assert fire(queue_store.engine) == 0
    change(owner, "insert into clock_offset (by) values (interval '4 days')")
    assert fire(queue_store.engine) == 1


def test_two_ticks_fire_every_timer_once(queue_store: Store, owner: Engine) -> None:
    ids = {set_timer(owner, archive(), f"{n}", timedelta(seconds=-1)) for n in range(60)}

    def work(_: int) -> int:
        return sum(iter(lambda: fire(queue_store.engine, 7), 0))

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(3))) == 60
    assert {row.id for row in rows(owner)} == ids
    assert len(rows(owner)) == 60


def test_the_tick_fires_within_a_second(queue_store: Store, owner: Engine) -> None:
    with running(lambda stop: tick.run(queue_store, stop)):
        for count in (1, 2):
            set_timer(owner, archive(), f"{count}", timedelta(seconds=-1))
            assert eventually(lambda count=count: len(rows(owner)) == count) < 1.5  # type: ignore[misc]
