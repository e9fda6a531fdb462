"""Housekeeping: what is over goes, by the clock that wrote it; what must hold for ever stays; months come in time."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, text

from deploy.housekeeping import sweep as sweeping
from deploy.housekeeping.rules import FOR_EVER, MONTHLY, ROWS
from deploy.housekeeping.sweep import sweep
from shared.kernel.clock import real_now
from shared.store import partitions
from shared.store.engine import Store
from shared.store.tables import metadata
from tests import scenes
from tests.operating.conftest import Bangban
from tests.queue import helpers

AGES = {
    "outbox": 30,
    "inbox": 90,
    "idempotency": 7,
    "sessions": 2,
    "drafts": 7,
    "login_failures": 2,
    "sms_history": 1095,
    "staff_notices": 183,
    "staff_devices": 60,
    "pushes": 30,
}

_ROWS = {
    "outbox": "insert into outbox (id, tenant_id, queue, kind, body, created_at, not_before, state) values"
    " (gen_random_uuid(), '150271', 'dispatch', 'k', '{}', now() - :age, now() - :age, 'cancelled')",
    "inbox": "insert into inbox (consumer, message_id, tenant_id, at) values"
    " ('dispatch', gen_random_uuid(), '150271', now() - :age)",
    "idempotency": "insert into idempotency (tenant_id, actor, key, request_hash, status, body, at) values"
    " ('150271', 'a', gen_random_uuid()::text, '', 201, '', now() - :age)",
    "sessions": "insert into sessions (token_hash, tenant_id, user_id, site_id, created_at, seen_at) values"
    " (decode(md5(random()::text), 'hex'), '150271', gen_random_uuid(), '150271', now() - :age, now() - :age)",
    "drafts": "insert into drafts (id, tenant_id, user_id, form, body_ct, saved_at) values"
    " (gen_random_uuid(), '150271', gen_random_uuid(), 'register', '', now() - :age)",
    "sms_history": "insert into sms_history (id, tenant_id, sms_id, at, what, state, supplier, attempt) values"
    " (gen_random_uuid(), '150271', gen_random_uuid(), now() - :age, 'claimed', 'sending', 'http', 1)",
    "staff_notices": "insert into staff_notices (id, tenant_id, user_id, key, kind, topic, at, shown) values"
    " (gen_random_uuid(), '150271', gen_random_uuid(), 'k', 'offered', 'incoming', now() - :age, true)",
    "staff_devices": "insert into staff_devices (tenant_id, trace, kind, seen_at) values"
    " ('150271', decode(md5(random()::text), 'hex'), 'cookie', now() - :age)",
    "pushes": "insert into pushes (id, tenant_id, webhook_id, key, kind, body, state, created_at) values"
    " (gen_random_uuid(), '150271', gen_random_uuid(), 'k', 'offered', '', 'delivered', now() - :age)",
    "login_failures": "insert into login_failures (id, key, at) values (gen_random_uuid(), 'ip:x', now() - :age)",
}


def plant(owner: Engine, table: str, days: float, number: int = 1) -> None:
    for _ in range(number):
        helpers.change(owner, _ROWS[table], age=timedelta(days=days))


def count(owner: Engine, table: str) -> int:
    with owner.connect() as conn:
        return int(conn.execute(text(f"select count(*) from {table}")).scalar_one())


@pytest.mark.parametrize("table", AGES)
def test_what_is_over_goes_in_batches_and_what_is_not_stays(owner: Engine, table: str) -> None:
    # Given seven rows a day too old, and two that have a day left
    plant(owner, table, AGES[table] + 1, 7)
    plant(owner, table, AGES[table] - 1, 2)
    # When house is kept with batches of three
    (swept,) = [one for one in sweep(owner, batch=3) if one.what == table]
    assert (swept.removed, count(owner, table)) == (7, 2)
    # Then a second round finds nothing, and a parameter decides
    assert all(one.removed == 0 for one in sweep(owner))
    key = next(rule.parameter for rule in ROWS if rule.table == table)
    helpers.change(owner, "update parameters set value = '0.5' where key = :key", key=key)
    sweep(owner)
    assert count(owner, table) == 0


def test_a_message_that_waits_or_is_dead_stays_however_old_and_keeps_its_mark(owner: Engine) -> None:
    old = real_now() - timedelta(days=4000)
    (waiting,) = helpers.leave(owner, helpers.archive(), created_at=old, not_before=old)
    helpers.leave(owner, helpers.archive(), created_at=old, not_before=old, state="dead")
    mark = "insert into inbox (consumer, message_id, tenant_id, at) values ('dispatch', :id, '150271', :at)"
    helpers.change(owner, mark, id=waiting, at=old)
    sweep(owner)
    assert (count(owner, "outbox"), count(owner, "inbox")) == (2, 1)


def test_what_must_hold_for_ever_is_never_touched(owner: Engine, store: Store) -> None:
    # Given a case whose every row is ten years old
    scenes.registered(store, scenes.clerk(scenes.VILLAGE))
    before = {table: count(owner, table) for table in FOR_EVER}
    helpers.change(owner, "update case_events set at = at - interval '10 years'")
    helpers.change(owner, "update timers set fired_at = due_at - interval '10 years', due_at = now() - interval '10 y'")
    sweep(owner)
    assert {table: count(owner, table) for table in FOR_EVER} == before
    # and no rule names such a table: what goes are these and no others
    swept = {rule.table for rule in (*ROWS, *MONTHLY)}
    assert swept & FOR_EVER == set()
    assert swept == {*AGES, *partitions.PARTITIONED}
    assert set(metadata.tables) >= FOR_EVER


def test_old_months_go_whole_and_the_audit_is_kept_for_half_a_year_whatever_is_set(owner: Engine) -> None:
    today = real_now().date()
    with owner.begin() as conn:
        for days in (1200, 150):
            partitions.ensure(conn, today - timedelta(days=days), 1)
    note = "insert into audit (id, tenant_id, at, actor, act) values (gen_random_uuid(), '150271', :at, 'a', 'b')"
    for days in (1200, 150, 0):
        helpers.change(owner, note, at=real_now() - timedelta(days=days))
    sweep(owner)
    assert count(owner, "audit") == 2
    helpers.change(owner, "update parameters set value = '1' where key like '%.keep_days'")
    sweep(owner)
    assert count(owner, "audit") == 2
    with owner.connect() as conn:
        assert min(partitions.months(conn, "sms_replies")) >= today.replace(day=1)


def test_months_are_made_ahead_by_both_clocks(owner: Engine, store: Store, bangban: Bangban) -> None:
    # Given a demonstration whose clock is moved far ahead
    assert bangban("clock", "200d").returncode == 0
    # Then the audit of that time has its place at once
    with store.work(scenes.clerk(scenes.VILLAGE)) as work:
        work.note("test.noted")
        ahead = work.now.date()
    # and what the next round makes reaches two months further, for both clocks
    assert "audit, whole months: 0" in bangban("housekeeping").stdout
    with owner.connect() as conn:
        there = partitions.months(conn, "audit")
    for first in (real_now().date(), ahead):
        month = first.replace(day=1)
        for _ in range(sweeping.AHEAD):
            assert month in there
            month = partitions.end_of(month)


def test_the_year_turns_in_december() -> None:
    assert partitions.end_of(date(2026, 12, 1)) == date(2027, 1, 1)


def test_a_month_in_use_is_left_for_the_next_round_and_two_rounds_do_not_meet(owner: Engine) -> None:
    with owner.begin() as conn:
        partitions.ensure(conn, real_now().date() - timedelta(days=1200), 1)
    with owner.connect() as busy, owner.connect() as other:
        busy.execute(text("select count(*) from audit"))
        other.execute(text("select pg_advisory_lock(8675310)"))
        assert sweep(owner) == []
        other.execute(text("select pg_advisory_unlock(8675310)"))
        (found,) = [one for one in sweep(owner) if one.what.startswith("audit")]
        assert found.removed == 0
        busy.rollback()
    (found,) = [one for one in sweep(owner) if one.what.startswith("audit")]
    assert found.removed == 1
