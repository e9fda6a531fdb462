"""`bangban check` finds nothing in a sound database, and finds and names what is spoiled."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from deploy.commands.check import check
from services.dispatch.usecases import placing
from shared.contracts import messages as m
from shared.domain.access.actor import platform
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cooperation.obligations import ObligationKind, Wanted, arise
from shared.domain.deadlines.calendar import local_date
from shared.domain.routing.model import Action, Route
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.store import obligations, threads
from shared.store.engine import Store
from shared.store.idempotency import Idem
from tests import scenes
from tests.faults.house import housed
from tests.scenes import FOREIGN, TOWN, VILLAGE

_EARLY_TIMER = (
    "insert into timers (id, tenant_id, kind, key, due_at, body, queue, fired_at) values"
    " (gen_random_uuid(), '150271', 'k', 'k', now(), '{}', 'q', now() - interval '1 s')"
)

_SMS = (
    "insert into sms (id, tenant_id, case_id, purpose, round, supplier, reference, text_version, state, created_at)"
    " select gen_random_uuid(), tenant_id, id, 'rating', 1, 'http', 'r', '1', '{}', now() - interval '{}' from cases"
    " limit 1"
)


_LATE_OUTSIDE = (
    "update cases set snapshot = jsonb_set(snapshot::jsonb, '{filings,0,due_at}', '\"2026-01-05T00:00:00Z\"')::text"
    " where jsonb_array_length(snapshot::jsonb -> 'filings') > 0"
)


_BY_RULE = Route(action=Action.CO_HANDLE, to=None, rule="r", priority=1, policy_version=1, why="route.co_handle")


def violated(settings: Settings) -> set[str]:
    return {one.invariant for one in check(settings) if one.violations}


def lived(store: Store) -> None:
    """Cases that moved, crossed tenants, came back."""
    by = scenes.clerk(VILLAGE)
    idem = Idem(key="a-key-of-mine", request_hash=b"h" * 32, status=201)
    one, two = scenes.registered(store, by, idem=idem), scenes.registered(store, by)
    with store.work(by) as work:
        message = m.ArchiveCase(tenant_id=scenes.ZONE, case_id=one, round=1)
        work.send(message)
        work.timer(message, "k", work.now + timedelta(days=1))
    scenes.offered(store, by, one, TOWN)
    scenes.act(store, scenes.clerk(TOWN), one, c.SignFor())
    with store.work(platform(scenes.ZONE)) as work:
        case = work.cases.get(one)
        placing.ask_cohandlers(work, case, _BY_RULE, (FOREIGN,), "请核对")
    scenes.offered(store, by, two, FOREIGN)
    scenes.act(store, scenes.clerk(FOREIGN), two, c.Refuse(reason="outside_area", words="不在辖区"))
    with store.work(by) as work:
        work.send(m.RouteCase(tenant_id=scenes.ZONE, case_id=two, version=0, cause="refused"), work.cases.get(two))
    scenes.act(store, by, scenes.registered(store, by), c.Pool(site=scenes.ZONE, why="pool.asked"))
    asked(store, one, VILLAGE, TOWN)
    filed(store)


def filed(store: Store) -> None:
    """A bureau has filed with the body outside below it."""
    by = scenes.clerk("150271-jingjifazhan")
    case_id = scenes.registered(store, by)
    with store.work(by) as work:
        case = work.cases.get(case_id)
        command = c.FileExternal(
            filing_id=new_id(),
            body_site="150271-gongdian",
            reference="1",
            words="报装",
            filed_on=local_date(work.now),
            staff_id=by.staff_id,
        )
        work.save(case, decide(case, command, work.facts(case, supervises=True, staff_at_holder=True)))


def asked(store: Store, case_id: UUID, by: str, of: str) -> None:
    """One site asks another for an answer."""
    with store.work(scenes.clerk(by)) as work:
        case, ref = work.cases.get(case_id), work.reference
        wanted = Wanted(other=of, kind=ObligationKind.ANSWER, words="何时能办好")
        limits = ref.cooperation_limits(case.tenant_id)
        one = arise(new_id(), case, wanted, work.actor, ref.tree, work.now, ref.calendar_at(of), limits)
        threads.say(work, case, "asked_answer", about=one.id)
        obligations.put(work.conn, one)
        obligations.watch(work, case, one)


def test_a_sound_database_violates_nothing(store: Store, settings: Settings) -> None:
    lived(store)
    assert violated(settings) == set()


@pytest.mark.parametrize(
    ("spoil", "invariant"),
    [
        ("update case_events set body = replace(body, 'hand', 'foot') where kind = 'handover_offered'", "I4"),
        ("update case_events set by_site = 'x' where seq = 1", "I4"),
        ("delete from case_events where seq = 2", "I3"),
        ("update cases set snapshot = replace(snapshot, '\"moves\":1', '\"moves\":7')", "I3"),
        ("delete from case_events", "I1"),
        ("update case_holders set until = clock_timestamp() where until is null", "I2"),
        ("update handovers set state = 'withdrawn' where state = 'signed'; delete from desk_rows", "I2"),
        ("update case_counters set last = last + 1", "I11"),
        (_EARLY_TIMER, "I10"),
        ("update outbox set not_before = now() - interval '2 min'", "I7"),
        ("update outbox set state = 'dead'", "I7"),
        (_SMS.format("sending", "11 min"), "I6"),
        (_SMS.format("waiting", "0 min"), "I6"),
        ("create policy leak on cases for select to bangban_app using (true)", "I8"),
        ("create policy leak on sms for select to bangban_app using (true);" + _SMS.format("failed", "0 min"), "I8"),
        ("update idempotency set etag = '\"99\"'", "I9"),
        ("update idempotency set body = replace(body, ':', ': ')", "I9"),
        ("update timers set due_at = now() - interval '6 s'", "I10"),
        ("update timers set due_at = due_at + interval '1 d' where kind = 'dispatch.overdue_cohandler'", "I10"),
        ("delete from timers where kind = 'dispatch.unsigned_cohandler'", "I10"),
        ("delete from case_access where part = 'cohandler'", "I8"),
        ("update cases set state = 'completed'", "I2"),
        ("update sites set kind = 'external' where id = '150271102'", "I2"),
        ("delete from case_access where tenant_id = '150203' and part <> 'cohandler'", "I8"),
        ("delete from desk_rows where tenant_id = '150203'", "I8"),
        ("update desk_rows set bucket = 'sent' where bucket = 'pool'", "I2"),
        ("update desk_rows set problem = true where site_id = '1502'", "I2"),
        ("delete from outbox where kind = 'dispatch.route_case'", "I2"),
        ("delete from timers where kind = 'dispatch.demand_reply'", "I12"),
        ("update timers set fired_at = due_at where kind = 'dispatch.demand_reply'", "I12"),
        ("update cases set state = 'completed'", "I12"),
        ("delete from turns", "I12"),
        ("update desk_rows set raised = 'escalate' where site_id = '150271102'", "I12"),
    ],
)
def test_what_is_spoiled_is_found(store: Store, settings: Settings, spoil: str, invariant: str) -> None:
    lived(store)
    with create_engine(settings.database_owner, poolclass=NullPool).begin() as conn:
        conn.exec_driver_sql(spoil)
    assert invariant in violated(settings)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        ("delete from watches", "everything that is with a body outside is watched"),
        (_LATE_OUTSIDE, "what a body outside is late with, somebody was told"),
    ],
)
def test_a_filing_that_nobody_watches_or_was_told_of_is_found(
    store: Store, settings: Settings, spoil: str, says: str
) -> None:
    filed(store)
    assert [one.violations for one in check(settings) if one.says == says] == [0]
    with create_engine(settings.database_owner, poolclass=NullPool).begin() as conn:
        conn.exec_driver_sql(spoil)
    assert [one.violations for one in check(settings) if one.says == says] == [1]


def test_a_change_of_state_the_table_does_not_know_is_found(store: Store, settings: Settings) -> None:
    lived(store)
    with create_engine(settings.database_owner, poolclass=NullPool).begin() as conn:
        conn.exec_driver_sql("update case_events set kind = 'started', body = '{\"type\":\"started\"}' where seq = 3")
    (found,) = [one for one in check(settings) if "table knows" in one.says]
    assert (found.checked, found.violations) == (4, 4)
    assert any("received to handling" in example for example in found.examples)


def test_what_the_supplier_sent_twice_or_on_its_own_is_found(store: Store, settings: Settings, tmp_path: Path) -> None:
    lived(store)
    with create_engine(settings.database_owner, poolclass=NullPool).begin() as conn:
        conn.exec_driver_sql(_SMS.format("failed", "0 min"))
    with housed(settings, tmp_path) as house:
        phones, at = house.exchange.phones, f"http://127.0.0.1:{house.exchange_port}"
        # Given one message that we know, sent once
        phones.take("r", "13800000001", "words", "")
        assert [one.violations for one in check(settings, at) if one.invariant == "I5"] == [0, 0]
        # When it goes out again, and another of which we know nothing
        phones.take("r", "13800000001", "words", "")
        phones.take("strange", "13800000001", "words", "")
        # Then both are found
        assert [one.violations for one in check(settings, at) if one.invariant == "I5"] == [1, 1]
