"""What the relay claims, rings and marks."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from deploy.postgres.embedded import Embedded
from shared.contracts import messages as m
from shared.kernel.clock import real_now
from shared.queue import relay
from shared.queue.relay import Pace, once
from shared.store import outbox
from shared.store.engine import Store
from tests.queue.helpers import OTHER, ZONE, Told, archive, change, eventually, leave, rows, rows_read, rung, running


def test_a_due_row_is_rung_once_and_says_so(queue_store: Store, owner: Engine) -> None:
    ids = leave(owner, archive(), archive())
    ringer = Told()
    assert once(queue_store, ringer) == 2
    assert once(queue_store, ringer) == 0
    assert sorted(ringer.ids) == sorted(ids)
    assert [(row.rings, row.lease_until, row.state) for row in rows(owner)] == [(1, None, "waiting")] * 2


def test_what_is_held_is_rung_when_business_time_has_come(queue_store: Store, owner: Engine) -> None:
    leave(owner, archive(), not_before=real_now() + timedelta(hours=1))
    ringer = Told()
    assert once(queue_store, ringer) == 0
    change(owner, "insert into clock_offset (by) values (interval '2 hours')")
    assert once(queue_store, ringer) == 1


def test_a_cancelled_or_dead_row_is_never_rung(queue_store: Store, owner: Engine) -> None:
    leave(owner, archive(), state="cancelled")
    leave(owner, archive(), state="dead")
    ringer = Told()
    assert once(queue_store, ringer) == 0
    assert ringer.calls == []


def test_a_ring_nobody_heard_is_rung_again_after_30_seconds_and_later_less_often(
    queue_store: Store, owner: Engine
) -> None:
    leave(owner, archive())
    ringer = Told()
    assert once(queue_store, ringer) == 1
    for rings, too_soon, enough in ((1, 29, 31), (2, 59, 61), (3, 89, 91), (20, 299, 301)):
        change(owner, "update outbox set rings = :rings", rings=rings)
        change(owner, "update outbox set rung_at = now() - :s * interval '1 s'", s=too_soon)
        assert once(queue_store, ringer) == 0
        change(owner, "update outbox set rung_at = now() - :s * interval '1 s'", s=enough)
        assert once(queue_store, ringer) == 1
    assert [(row.attempts, row.state) for row in rows(owner)] == [(0, "waiting")]


def test_what_the_broker_does_not_take_stays_and_is_tried_again(queue_store: Store, owner: Engine) -> None:
    first, second = leave(owner, archive(), archive())
    assert once(queue_store, Told(taken=lambda w: w.id == first)) == 1
    assert rung(owner) == {first}
    change(owner, "update outbox set lease_until = now() - interval '1 s' where lease_until is not null")
    assert once(queue_store, Told(taken=lambda _: False)) == -1
    ringer = Told()
    assert once(queue_store, ringer) == 1
    assert ringer.ids == [second]


def test_two_relays_never_ring_the_same_claim(queue_store: Store, owner: Engine) -> None:
    ids = leave(owner, *(archive() for _ in range(1000)))
    ringers = [Told() for _ in range(4)]

    def work(ringer: Told) -> None:
        while once(queue_store, ringer, Pace(bound=1000, batch=37)):
            pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, ringers))
    together = Counter(i for ringer in ringers for i in ringer.ids)
    assert set(together) == set(ids)
    assert set(together.values()) == {1}


def test_a_relay_that_died_leaves_its_rows_to_the_next_when_the_lease_ends(queue_store: Store, owner: Engine) -> None:
    leave(owner, archive())
    dead = outbox.claim(queue_store.engine, 10, 10)
    assert once(queue_store, Told()) == 0
    change(owner, "update outbox set lease_until = now() - interval '1 s'")
    alive = outbox.claim(queue_store.engine, 10, 10)
    # The dead one comes back to life: what it marks is not its own any more
    outbox.rung(queue_store.engine, dead, [message.id for message in dead.messages])
    assert rung(owner) == set()
    outbox.rung(queue_store.engine, alive, [message.id for message in alive.messages])
    assert len(rung(owner)) == 1


def test_a_tenant_with_a_long_backlog_keeps_nobody_waiting(queue_store: Store, owner: Engine) -> None:
    # Given a flood of one tenant, all of it older than one row of another
    leave(owner, *(archive() for _ in range(2_000)), not_before=real_now() - timedelta(hours=1))
    (small,) = leave(owner, archive(OTHER))
    # When the relay looks until nothing more may be in flight
    ringer = Told()
    while once(queue_store, ringer, Pace(bound=100, batch=150)):
        pass
    # Then the small one is among the first, and the flood is bounded
    assert ringer.ids.index(small) <= 3
    by_tenant = Counter(message.tenant_id for call in ringer.calls for message in call)
    assert by_tenant == {ZONE: 100 * weight(owner, ZONE), OTHER: 1}


def test_looking_reads_no_more_of_a_long_backlog_than_of_a_short_one(queue_store: Store, owner: Engine) -> None:
    # Given a relay that looked at an empty outbox for long, as it does every night
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("vacuum analyze outbox"))
    for _ in range(12):
        once(queue_store, Told())
    # When a flood comes
    leave(owner, *(archive() for _ in range(5_000)), not_before=real_now() - timedelta(hours=1))
    for _ in range(5):
        once(queue_store, Told(), Pace(bound=10))
    # Then five looks read their own rows a few times over
    assert 0 < rows_read(queue_store, owner, "outbox") < 500


def test_what_commits_late_goes_over_no_bound(queue_store: Store, owner: Engine) -> None:
    # Given as many in flight as may be, when rows commit that are older than those
    leave(owner, *(archive() for _ in range(10)))
    assert once(queue_store, Told(), Pace(bound=10)) == 10 == len(rung(owner))
    late = leave(owner, *(archive() for _ in range(3)), not_before=real_now() - timedelta(minutes=1))
    # Then they wait until a slot is free
    assert once(queue_store, Told(), Pace(bound=10)) == 0
    change(owner, "delete from outbox where id in (select id from outbox where rung_at is not null limit 2)")
    ringer = Told()
    assert once(queue_store, ringer, Pace(bound=10)) == 2
    assert set(ringer.ids) < set(late)


def weight(owner: Engine, tenant: str) -> int:
    with owner.begin() as conn:
        return int(conn.execute(text("select weight from tenants where id = :id"), {"id": tenant}).scalar_one())


def test_tenants_take_turns_by_their_weight(queue_store: Store, owner: Engine) -> None:
    change(owner, "update tenants set weight = case id when :zone then 3 else 1 end", zone=ZONE)
    leave(owner, *(archive(t) for t in (ZONE, OTHER) for _ in range(40)))
    ringer = Told()
    once(queue_store, ringer, Pace(bound=40, batch=40))
    in_order = [message.tenant_id for message in ringer.calls[0]]
    assert all(Counter(in_order[n : n + 4]) == {ZONE: 3, OTHER: 1} for n in range(0, 40, 4))


def test_what_the_broker_does_not_take_of_one_tenant_stops_no_other(queue_store: Store, owner: Engine) -> None:
    leave(owner, *(archive() for _ in range(30)), not_before=real_now() - timedelta(hours=1))
    (good,) = leave(owner, archive(OTHER))
    ringer = Told(taken=lambda waiting: waiting.tenant_id == OTHER)
    assert once(queue_store, ringer, Pace(bound=5)) == 1
    assert rung(owner) == {good}


def test_a_service_that_is_away_does_not_hold_up_the_other(queue_store: Store, owner: Engine) -> None:
    away = [m.TellApplicant(tenant_id=ZONE, case_id=a.case_id, purpose="accepted", round=1) for a in [archive()] * 500]
    leave(owner, *away, not_before=real_now() - timedelta(hours=1))
    while once(queue_store, Told(), Pace(bound=100)):
        pass
    leave(owner, archive())
    assert once(queue_store, Told(), Pace(bound=100)) == 1


def test_no_transaction_is_open_while_the_broker_is_awaited(
    queue_store: Store, owner: Engine, postgres: Embedded
) -> None:
    seen: list[list[str]] = []

    def look() -> None:
        # As the superuser: whoever is not may not see what the sessions of others are doing, and would count none.
        with create_engine(postgres.url("super"), poolclass=NullPool).connect() as conn:
            here = "select state from pg_stat_activity where usename = 'bangban_queue' and datname = :name"
            states = conn.execute(text(here), {"name": owner.url.database}).scalars()
            seen.append([str(state) for state in states])

    leave(owner, archive())
    assert once(queue_store, Told(before=look)) == 1
    assert set(seen[0]) == {"idle"}


def test_a_hint_wakes_an_idle_relay_and_without_one_it_looks_within_a_second(queue_store: Store, owner: Engine) -> None:
    ringer = Told()
    with running(lambda stop: relay.relay(queue_store, ringer, stop)):
        time.sleep(2)
        waits: list[float] = []
        for _ in range(5):
            leave(owner, archive())
            waits.append(eventually(lambda: len(ringer.calls) == len(waits) + 1))
            time.sleep(0.3)
        time.sleep(1.5)
        leave(owner, archive(), hint=False)
        assert eventually(lambda: len(ringer.calls) == 6) < 1.5
    assert sorted(waits)[2] < 0.1


def test_the_relay_outlives_its_database_sessions(queue_store: Store, owner: Engine, postgres: Embedded) -> None:
    ringer = Told()
    with running(lambda stop: relay.relay(queue_store, ringer, stop)):
        for count in (1, 2):
            end_sessions(postgres)
            leave(owner, archive())
            eventually(lambda count=count: len(set(ringer.ids)) == count)  # type: ignore[misc]


def end_sessions(postgres: Embedded) -> None:
    """As a restart of the server would."""
    engine = create_engine(postgres.url("super", "postgres"), poolclass=NullPool)
    change(engine, "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'bangban_queue'")
