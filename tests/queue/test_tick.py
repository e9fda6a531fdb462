"""Timers become messages when business time has come, once, and no tenant waits for another's."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import Engine, select, text

from shared.kernel.clock import real_now
from shared.queue import tick
from shared.store.engine import Store
from shared.store.tables.queue import timers
from shared.store.timers import fire
from tests.queue.helpers import OTHER, ZONE, archive, change, eventually, rows, rows_read, running, set_timer


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


def test_a_tenant_whose_limits_all_end_at_once_keeps_nobody_waiting(queue_store: Store, owner: Engine) -> None:
    # Given many timers of one tenant that were due long before the only one of another
    many_timers(owner, ZONE, 3_000)
    small = set_timer(owner, archive(OTHER), "small", timedelta(seconds=-1))
    # When the tick looks once, then the other's is among what fired, and the many took their share only
    assert fire(queue_store.engine, batch=50, bound=20) == 21
    assert small in {row.id for row in rows(owner)}
    # And nothing is left behind
    while fire(queue_store.engine):
        pass
    assert Counter(row.tenant_id for row in rows(owner)) == {ZONE: 3_000, OTHER: 1}


def test_timers_of_tenants_take_turns_by_their_weight(queue_store: Store, owner: Engine) -> None:
    change(owner, "update tenants set weight = 3 where id = :zone", zone=ZONE)
    many_timers(owner, ZONE, 60)
    many_timers(owner, OTHER, 60)
    for looks in (1, 2, 3):
        assert fire(queue_store.engine, batch=12) == 12
        assert Counter(row.tenant_id for row in rows(owner)) == {ZONE: 9 * looks, OTHER: 3 * looks}


def test_a_look_reads_no_more_of_many_due_timers_than_of_few(queue_store: Store, owner: Engine) -> None:
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("vacuum analyze timers"))
    for _ in range(12):
        fire(queue_store.engine)
    many_timers(owner, ZONE, 5_000)
    for _ in range(5):
        assert fire(queue_store.engine, bound=10) == 10
    assert 0 < rows_read(queue_store, owner, "timers") < 500


def many_timers(owner: Engine, tenant: str, count: int) -> None:
    """So many of one tenant, due for an hour."""
    made = (
        "insert into timers (id, tenant_id, kind, key, due_at, body, queue)"
        " select gen_random_uuid(), :tenant, 'dispatch.archive_case', n::text, now() - interval '1 hour', '{}',"
        " 'dispatch' from generate_series(1, :count) n"
    )
    change(owner, made, tenant=tenant, count=count)
