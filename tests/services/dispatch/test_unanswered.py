"""Who waits for an answer, from a body outside or from another site, does not wait in silence."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from services.dispatch.usecases.sweep import sweep
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.joint import Filing
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import Case
from shared.domain.cooperation import obligations as rules
from shared.domain.cooperation.obligations import Obligation, ObligationKind, Wanted, arise
from shared.domain.deadlines.calendar import local_date
from shared.domain.deadlines.minutes import after_minutes, minutes_between
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.store import obligations
from shared.store.engine import Store
from shared.store.tables.measures import watches
from shared.store.uow import Work
from tests import scenes
from tests.scenes import DEPARTMENT, TOWN, VILLAGE, ZONE
from tests.services.dispatch.test_dispatch import advance
from tests.services.dispatch.test_sweep import as_owner, events_of, measures_of

BUREAU, GRID = "150271-jingjifazhan", "150271-gongdian"
WHOLE = [("reminded", "no_reply", 1), ("escalated", "no_reply", 2), ("supervised", "no_reply", 3)]


def filed(store: Store, person: UUID | None = None) -> tuple[UUID, Filing]:
    """A case at the bureau, which filed with the power company below it."""
    by = scenes.clerk(BUREAU)
    case_id = scenes.registered(store, by)
    with store.work(by) as work:
        case = work.cases.get(case_id)
        command = c.FileExternal(
            filing_id=new_id(),
            body_site=GRID,
            reference="报装2026-1",
            words="用电报装",
            filed_on=today(work),
            staff_id=person or by.staff_id,
        )
        saved = told(work, case, command)
    return case_id, saved.open_filings[0]


def told(work: Work, case: Case, command: c.Command) -> Case:
    return work.save(case, decide(case, command, work.facts(case, supervises=True, staff_at_holder=True)))


def today(work: Work) -> date:
    return local_date(work.now)


def replied(store: Store, by: Actor, case_id: UUID, outcome: str) -> None:
    with store.work(by) as work:
        case = work.cases.get(case_id)
        which = case.open_filings[0].id
        told(work, case, c.RecordReply(filing_id=which, outcome=outcome, words="已装表", replied_on=today(work)))


def share(store: Store, since: datetime, due: datetime, percent: int) -> timedelta:
    """How far that part of the limit is away from its beginning, by the open hours of the zone."""
    with store.work(scenes.clerk(ZONE)) as work:
        calendar = work.reference.calendar_at(ZONE)
    return after_minutes(since, minutes_between(since, due, calendar) * percent // 100, calendar) - since


def swept(store: Store, case_id: UUID) -> list[tuple[str, str, int]]:
    """What was done about what is not answered, after two sweeps."""
    for _ in range(2):
        sweep(scenes.dispatching(store), ZONE)
    return [one for one in measures_of(store, case_id) if one[1] == "no_reply"]


def test_who_filed_is_reminded_before_the_day_and_who_stands_above_is_told(store: Store, settings: Settings) -> None:
    person = new_id()
    hired = "insert into staff (id, tenant_id, site_id, name) values (:id, :tenant, :site, '何平')"
    as_owner(settings, hired, id=person, tenant=ZONE, site=BUREAU)
    case_id, filing = filed(store, person)
    assert swept(store, case_id) == []
    advance(settings, share(store, filing.filed_at, filing.due_at, 65))
    assert swept(store, case_id) == WHOLE[:1]
    reminded = events_of(store, case_id)[-1]
    assert isinstance(reminded, e.Reminded)
    assert (reminded.to_site, reminded.to_staff) == (BUREAU, person)
    # And past the day it goes up, and lies before the coordinator in the end
    advance(settings, filing.due_at - filing.filed_at)
    assert swept(store, case_id)[:3] == WHOLE
    advance(settings, timedelta(days=9))
    assert swept(store, case_id)[3:] == [("escalated", "no_reply", 4)]
    last = next(one for one in reversed(events_of(store, case_id)) if isinstance(one, e.Escalated) and one.n == 4)
    assert (last.to_site, last.to_role) == (ZONE, "coordinator")


@pytest.mark.parametrize("outcome", ["done", "withdrawn"])
def test_nobody_is_urged_about_what_is_back(store: Store, settings: Settings, outcome: str) -> None:
    case_id, filing = filed(store)
    replied(store, scenes.clerk(BUREAU), case_id, outcome)
    advance(settings, filing.due_at - filing.filed_at + timedelta(minutes=1))
    assert swept(store, case_id) == []


def test_a_stopped_clock_stops_that_one_too_and_gives_the_days_back(store: Store, settings: Settings) -> None:
    case_id, filing = filed(store)
    scenes.act(store, scenes.clerk(BUREAU), case_id, c.Pause(cause="correction", words="等补正"))
    advance(settings, timedelta(days=12))
    assert swept(store, case_id) == []
    resumed = scenes.act(store, scenes.clerk(BUREAU), case_id, c.Resume())
    assert resumed.open_filings[0].due_at > filing.due_at
    assert ("supervised", "no_reply", 3) not in swept(store, case_id)


def test_what_the_holder_filed_passes_with_the_case(store: Store, settings: Settings) -> None:
    case_id, filing = filed(store)
    scenes.offered(store, scenes.clerk(BUREAU), case_id, DEPARTMENT)
    scenes.act(store, scenes.clerk(DEPARTMENT), case_id, c.SignFor())
    advance(settings, filing.due_at - filing.filed_at + timedelta(minutes=1))
    swept(store, case_id)
    told = [one for one in events_of(store, case_id) if isinstance(one, e.Reminded | e.Escalated | e.Supervised)]
    assert {one.site for one in told} == {DEPARTMENT}


def owed(store: Store, case_id: UUID, by: str, of: str) -> Obligation:
    """One site asks another for an answer."""
    with store.work(scenes.clerk(by)) as work:
        case, ref = work.cases.get(case_id), work.reference
        wanted = Wanted(other=of, kind=ObligationKind.ANSWER, words="何时能办好")
        limits = ref.cooperation_limits(case.tenant_id)
        one = arise(new_id(), case, wanted, work.actor, ref.tree, work.now, ref.calendar_at(of), limits)
        obligations.put(work.conn, one)
        obligations.watch(work, case, one)
    return one


def at_town(store: Store) -> UUID:
    """A case of the village that the town has signed for."""
    case_id = scenes.registered(store, scenes.clerk(VILLAGE))
    scenes.offered(store, scenes.clerk(VILLAGE), case_id, TOWN)
    scenes.act(store, scenes.clerk(TOWN), case_id, c.SignFor())
    return case_id


def test_what_a_site_owes_another_goes_up_until_it_is_answered(store: Store, settings: Settings) -> None:
    case_id = at_town(store)
    one = owed(store, case_id, VILLAGE, TOWN)
    assert swept(store, case_id) == []
    advance(settings, share(store, one.asked_at, one.due_at, 65))
    assert swept(store, case_id) == WHOLE[:1]
    with store.work(scenes.clerk(TOWN)) as work:
        case = work.cases.get(case_id)
        obligations.put(work.conn, rules.fulfil(one, case, scenes.clerk(TOWN), work.now))
    advance(settings, timedelta(days=3))
    assert swept(store, case_id) == WHOLE[:1]


def test_no_pause_and_no_other_act_hides_what_is_owed(store: Store, settings: Settings) -> None:
    case_id = at_town(store)
    one = owed(store, case_id, VILLAGE, TOWN)
    swept(store, case_id)
    scenes.act(store, scenes.clerk(TOWN), case_id, c.Pause(cause="correction", words="等补正"))
    advance(settings, one.due_at - one.asked_at + timedelta(minutes=1))
    assert swept(store, case_id) == WHOLE


def test_a_save_by_the_case_s_own_dates_looks_at_what_is_owed_as_well(store: Store) -> None:
    case_id = at_town(store)
    owed(store, case_id, VILLAGE, TOWN)
    with store.work(scenes.clerk(TOWN)) as work:
        work.conn.execute(update(watches).where(watches.c.case_id == case_id).values(look_at=None))
    scenes.offered(store, scenes.clerk(TOWN), case_id, DEPARTMENT)
    with store.work(scenes.clerk(TOWN)) as work:
        at = work.conn.execute(select(watches.c.look_at).where(watches.c.case_id == case_id)).scalar_one()
        assert at is not None
        assert at <= work.now
