"""The sweep: what is late is found page after page, once for each time, whatever is broken beside it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.pool import NullPool

from services.dispatch.entry import sweeping
from services.dispatch.usecases import sweep as page
from services.dispatch.usecases.sweep import Swept, sweep
from shared.contracts import messages as m
from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.measures import Measure, Trigger
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating
from shared.domain.feedback.rectification import contact
from shared.domain.routing.escalation import EscalationFacts, EscalationLine
from shared.kernel import failpoints
from shared.kernel.settings import Settings
from shared.store import ratings, rectifications, rosters
from shared.store.engine import Store
from shared.store.tables.cases import desk_rows
from shared.store.tables.measures import escalations, watches
from tests import scenes
from tests.policy.steps import a_step
from tests.scenes import DEPARTMENT, FOREIGN, TOWN, VILLAGE, ZONE
from tests.services.dispatch.test_dispatch import advance, completed, hear
from tests.services.dispatch.test_stand_in import away

SUPERVISION = f"{ZONE}-dangwuzonghe"
PROMISED, STATUTORY = timedelta(days=9), timedelta(days=40)
"""Longer than 高龄津贴 promises, and than the law allows."""


def late(store: Store, settings: Settings, by: timedelta = PROMISED, site: str = TOWN) -> UUID:
    """A case that its holder let lie."""
    case_id = scenes.registered(store, scenes.clerk(site))
    advance(settings, by)
    return case_id


def events_of(store: Store, case_id: UUID, tenant: str = ZONE) -> list[e.Event]:
    with store.work(scenes.clerk(tenant, Role.COORDINATOR)) as work:
        work.cases.get(case_id)
        return [h.event for h in work.cases.history(case_id)]


def measures_of(store: Store, case_id: UUID) -> list[tuple[str, str, int]]:
    return [
        (str(event.__struct_config__.tag), event.trigger, event.n)
        for event in events_of(store, case_id)
        if isinstance(event, e.Reminded | e.Escalated | e.Supervised)
    ]


def as_owner(settings: Settings, statement: str, **values: Any) -> list[Any]:
    with create_engine(settings.database_owner, poolclass=NullPool).begin() as conn:
        found = conn.execute(text(statement), values)
        return list(found.all()) if found.returns_rows else []


def test_a_late_case_goes_up_step_by_step_and_each_step_is_taken_once(store: Store, settings: Settings) -> None:
    # Given a case past its promised date
    deps, case_id = scenes.dispatching(store), late(store, settings)
    # When it is swept, twice
    assert sweep(deps, ZONE).acted == 1
    assert sweep(deps, ZONE).acted == 0
    # Then its leader was told
    assert measures_of(store, case_id) == [("reminded", "yellow", 1)]
    # And when nobody does anything for days, it goes up, and is supervised in the end
    advance(settings, timedelta(days=4))
    sweep(deps, ZONE)
    assert measures_of(store, case_id)[-1] == ("escalated", "yellow", 2)
    advance(settings, timedelta(days=8))
    sweep(deps, ZONE)
    assert ("supervised", "yellow", 3) in measures_of(store, case_id)


def test_who_is_told_finds_the_case_on_the_desk_and_the_measure_as_a_row(store: Store, settings: Settings) -> None:
    deps, case_id = scenes.dispatching(store), late(store, settings, STATUTORY)
    sweep(deps, ZONE)
    with store.work(scenes.clerk(ZONE, Role.COORDINATOR)) as work:
        rows = work.conn.execute(select(escalations).where(escalations.c.case_id == case_id)).all()
        desks = work.conn.execute(select(desk_rows.c.site_id).where(desk_rows.c.case_id == case_id)).scalars().all()
    supervised = next(row for row in rows if row.measure == "supervise" and row.trigger == "red")
    assert (supervised.to_site, supervised.to_role, supervised.rule) == (SUPERVISION, "supervisor", "esc-410")
    assert supervised.answer_due > supervised.at
    assert {row.to_site for row in rows if row.to_site.startswith(ZONE)} <= set(desks)
    assert all(row.policy_version == 1 for row in rows)


def test_a_leader_on_leave_is_passed_over_and_told_again_when_back(store: Store, settings: Settings) -> None:
    # Given a late case of the bureau, whose only leader is away
    case_id, leader = late(store, settings, site=DEPARTMENT), scenes.clerk(DEPARTMENT, Role.LEADER)
    with store.work(leader) as work:
        zhao = next(who for who, name in rosters.of_site(work, DEPARTMENT).names.items() if name == "赵敏")
        away(work, zhao)
    # When it is swept
    sweep(scenes.dispatching(store), ZONE)
    # Then the coordinator is told in the leader's place, and of a case that is late later on, the leader
    assert told(store, case_id) == [("coordinator", ZONE, "holder_leader")]
    other = late(store, settings, site=DEPARTMENT)
    sweep(scenes.dispatching(store), ZONE)
    assert told(store, other)[0] == ("leader", DEPARTMENT, "")


def test_of_two_people_the_one_who_stands_in_is_told(store: Store, settings: Settings) -> None:
    case_id = late(store, settings, by=timedelta(0), site=DEPARTMENT)
    with store.work(scenes.clerk(DEPARTMENT, Role.LEADER)) as work:
        people = {name: who for who, name in rosters.of_site(work, DEPARTMENT).names.items()}
        case = work.cases.get(case_id)
        work.save(case, decide(case, c.NameAgent(staff_id=people["王建国"]), work.facts(case, staff_at_holder=True)))
    advance(settings, PROMISED)
    with store.work(scenes.clerk(DEPARTMENT, Role.LEADER)) as work:
        away(work, people["王建国"], people["赵敏"])

    def to_the_agent(facts: EscalationFacts) -> Iterator[EscalationLine]:
        return iter([a_step("agent", target="agent")] if facts.trigger is Trigger.YELLOW else [])

    sweep(scenes.dispatching(store, escalating=to_the_agent), ZONE)
    reminded = [event for event in events_of(store, case_id) if isinstance(event, e.Reminded)]
    assert [event.to_staff for event in reminded] == [people["赵敏"]]


def told(store: Store, case_id: UUID) -> list[tuple[str, str, str]]:
    """Who was told of a case: role, site, and in whose place."""
    found = [event for event in events_of(store, case_id) if isinstance(event, e.Reminded | e.Escalated)]
    return [(event.to_role, event.to_site, event.instead_of) for event in found]


def test_a_clock_that_stands_still_calls_for_nothing_and_one_that_was_moved_calls_by_its_new_date(
    store: Store, settings: Settings
) -> None:
    deps, town = scenes.dispatching(store), scenes.clerk(TOWN)
    paused, resumed = (scenes.registered(store, town) for _ in range(2))
    for case_id in (paused, resumed):
        scenes.act(store, town, case_id, c.Pause(cause="correction", words="等补正"))
    advance(settings, PROMISED)
    scenes.act(store, town, resumed, c.Resume())
    sweep(deps, ZONE)
    assert measures_of(store, paused) == measures_of(store, resumed) == []
    advance(settings, PROMISED)
    sweep(deps, ZONE)
    assert measures_of(store, paused) == []
    assert ("reminded", "yellow", 1) in measures_of(store, resumed)


def test_a_backlog_of_more_than_a_page_is_swept_to_its_end(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "PAGE", 2)
    monkeypatch.setattr(sweeping, "PAGE", 2)
    cases = [scenes.registered(store, scenes.clerk(TOWN)) for _ in range(5)]
    advance(settings, PROMISED)
    assert sweep(scenes.dispatching(store), ZONE).acted == 5
    assert all(("reminded", "yellow", 1) in measures_of(store, case_id) for case_id in cases)


def test_bad_data_of_one_tenant_stops_neither_its_other_cases_nor_another_tenant(
    store: Store, settings: Settings
) -> None:
    # Given two late cases here and one in the neighbour's district, and a row here that nobody can read
    poisoned, sound = late(store, settings), scenes.registered(store, scenes.clerk(TOWN))
    foreign = scenes.registered(store, scenes.clerk(FOREIGN))
    advance(settings, PROMISED)
    as_owner(settings, "update cases set snapshot = 'no case' where id = :id", id=poisoned)
    # When everything is swept
    counted = sweeping.once(scenes.dispatching(store))
    # Then the others are looked after, the broken one is counted, kept with its reason and tried again later
    assert (counted[ZONE].failed, counted[ZONE].acted, counted[FOREIGN].acted) == (1, 1, 1)
    assert measures_of(store, sound)
    assert events_of(store, foreign, FOREIGN)[-1].__struct_config__.tag in ("reminded", "escalated")
    kept = as_owner(settings, "select failures, last_error from watches where case_id = :id", id=poisoned)
    assert [tuple(row) for row in kept] == [(1, "DecodeError")]
    assert sweeping.once(scenes.dispatching(store))[ZONE].failed == 0
    as_owner(settings, "delete from cases where id = :id", id=poisoned)


def test_a_tenant_whose_policy_cannot_be_asked_stops_no_other(store: Store, settings: Settings) -> None:
    def broken(facts: EscalationFacts) -> Iterator[EscalationLine]:
        if facts.tenant_id == ZONE:
            raise KeyError("lines")
        return scenes.shipped_steps(facts)

    late(store, settings)
    scenes.registered(store, scenes.clerk(FOREIGN))
    advance(settings, PROMISED)
    counted = sweeping.once(scenes.dispatching(store, broken))
    assert (counted[ZONE].acted, counted[ZONE].failed, counted[FOREIGN].acted) == (0, 1, 1)


def test_a_case_somebody_acts_on_in_the_same_moment_is_no_failure_and_found_again(
    store: Store, settings: Settings
) -> None:
    asked = []

    def overtaken(facts: EscalationFacts) -> Iterator[EscalationLine]:
        asked.append(facts)
        if len(asked) == 2:  # after the page has found it, while it is acted upon
            scenes.act(store, scenes.clerk(TOWN), case_id, c.Start())
        return scenes.shipped_steps(facts)

    case_id = late(store, settings)
    deps = scenes.dispatching(store, overtaken)
    assert sweep(deps, ZONE) == Swept(found=1, looked=1)
    assert as_owner(settings, "select failures from watches where case_id = :id", id=case_id) == [(0,)]
    assert sweep(deps, ZONE).acted == 1
    assert measures_of(store, case_id) == [("reminded", "yellow", 1)]


def test_a_policy_that_says_nothing_does_nothing_until_one_is_published_that_does(
    store: Store, settings: Settings
) -> None:
    case_id = late(store, settings)
    silent = scenes.dispatching(store, lambda facts: ())
    assert sweep(silent, ZONE) == Swept(found=1, looked=1)
    assert measures_of(store, case_id) == []
    # When other policies are in force, though nothing happened to the case
    assert sweep(scenes.dispatching(store, version=2), ZONE).acted == 1
    assert measures_of(store, case_id)


def test_a_line_for_every_time_is_repeated_and_ends_at_the_depth_of_the_tenant(
    store: Store, settings: Settings
) -> None:
    case_id = late(store, settings)
    again = a_step("again", times="*", after="390", measure=Measure.REMIND)
    deps = scenes.dispatching(store, lambda facts: (again,) if facts.trigger == "yellow" else ())
    for _ in range(9):
        sweep(deps, ZONE)
        advance(settings, timedelta(days=4))
    assert measures_of(store, case_id) == [("reminded", "yellow", n) for n in range(1, 6)]


@pytest.mark.parametrize("mode", ["before", "after"])
@pytest.mark.parametrize("hit", [1, 2])
def test_a_sweep_that_is_killed_leaves_no_measure_out_and_takes_none_twice(
    store: Store, settings: Settings, mode: str, hit: int
) -> None:
    # Given two late cases, and a sweep that dies at one of its commits
    cases = [scenes.registered(store, scenes.clerk(TOWN)) for _ in range(2)]
    advance(settings, PROMISED)
    point = f"platform.commit:{mode}:{hit}"
    died = subprocess.run(
        [sys.executable, "-m", "tests.services.dispatch.sweep_once", settings.database_app, ZONE, point],
        cwd=Path(__file__).parents[3],
        check=False,
        capture_output=True,
    )
    assert died.returncode == -signal.SIGKILL
    # When the next one comes
    sweep(scenes.dispatching(store), ZONE)
    # Then each case has its one measure
    for case_id in cases:
        assert measures_of(store, case_id) == [("reminded", "yellow", 1)]


def test_a_measure_whose_answer_was_lost_is_not_taken_again(store: Store, settings: Settings) -> None:
    case_id, deps = late(store, settings), scenes.dispatching(store)
    failpoints.arm("platform.commit:reported:2")
    try:
        assert sweep(deps, ZONE).failed == 1
    finally:
        failpoints.arm("")
    advance(settings, timedelta(minutes=5))
    assert sweep(deps, ZONE).acted == 0
    assert measures_of(store, case_id) == [("reminded", "yellow", 1)]


def test_nobody_above_is_missing_in_silence(store: Store, settings: Settings) -> None:
    nobody = a_step("missing", target="commission")
    case_id = late(store, settings, site=FOREIGN)
    deps = scenes.dispatching(store, lambda facts: (nobody,) if facts.trigger == "yellow" else ())
    sweep(deps, FOREIGN)
    told = events_of(store, case_id, FOREIGN)[-1]
    assert isinstance(told, e.Reminded)
    assert (told.to_role, told.instead_of) == ("coordinator", "commission")


def test_a_bad_rating_goes_to_the_leader_and_up_while_its_order_is_open(store: Store, settings: Settings) -> None:
    case_id, deps = completed(store, Grade.BAD), scenes.dispatching(store)
    hear(store, m.OpenRectification(tenant_id=ZONE, case_id=case_id, round=1))
    sweep(deps, ZONE)
    assert measures_of(store, case_id) == [("reminded", "bad_rating", 1)]
    advance(settings, timedelta(days=12))
    sweep(deps, ZONE)
    assert of_chain(store, case_id, "bad_rating")[1:] == [("escalated", 2), ("supervised", 3)]
    assert of_chain(store, case_id, "uncalled") == [("reminded", 1), ("escalated", 2), ("supervised", 3)]


def test_an_applicant_who_was_called_sets_off_no_more_about_the_call(store: Store, settings: Settings) -> None:
    case_id, deps = completed(store, Grade.BAD), scenes.dispatching(store)
    hear(store, m.OpenRectification(tenant_id=ZONE, case_id=case_id, round=1))
    centre = scenes.clerk(ZONE, Role.COORDINATOR)
    with store.work(centre) as work:
        order = rectifications.take(work.conn, case_id, 1)
        rectifications.put(work.conn, contact(order, centre, work.reference.tree, work.now))
    advance(settings, timedelta(days=12))
    sweep(deps, ZONE)
    assert of_chain(store, case_id, "uncalled") == []
    assert len(of_chain(store, case_id, "bad_rating")) == 3


def test_a_closed_file_that_is_rated_badly_afterwards_is_not_left_alone(store: Store, settings: Settings) -> None:
    case_id, deps = completed(store, Grade.GOOD), scenes.dispatching(store)
    hear(store, m.ArchiveCase(tenant_id=ZONE, case_id=case_id, round=1))
    with store.work(scenes.clerk(VILLAGE)) as work:
        worse = Rating(case_id=case_id, round=1, grade=Grade.BAD, channel=Channel.LINK, rated_at=work.now, changes=1)
        ratings.put(work.conn, ZONE, worse, work.keys.vault)
    hear(store, m.OpenRectification(tenant_id=ZONE, case_id=case_id, round=1))
    advance(settings, timedelta(days=12))
    sweep(deps, ZONE)
    assert [step for step, _ in of_chain(store, case_id, "bad_rating")] == ["reminded", "escalated", "supervised"]


def test_the_order_of_a_visit_calls_while_its_case_is_under_way(store: Store, settings: Settings) -> None:
    case_id, deps = late(store, settings, timedelta(0)), scenes.dispatching(store)
    occasion = f"{TOWN}/2026-11-23"
    with store.work(scenes.clerk(TOWN)) as work:
        bad = Rating(
            case_id=case_id, round=0, occasion=occasion, grade=Grade.BAD, channel=Channel.QR, rated_at=work.now
        )
        ratings.put(work.conn, ZONE, bad, work.keys.vault)
    hear(store, m.OpenRectification(tenant_id=ZONE, case_id=case_id, round=0, occasion=occasion))
    advance(settings, timedelta(days=12))
    sweep(deps, ZONE)
    assert [step for step, _ in of_chain(store, case_id, "bad_rating")] == ["reminded", "escalated", "supervised"]
    assert [step for step, _ in of_chain(store, case_id, "uncalled")] == ["reminded", "escalated", "supervised"]


def of_chain(store: Store, case_id: UUID, trigger: str) -> list[tuple[str, int]]:
    return [(tag, n) for tag, chain, n in measures_of(store, case_id) if chain == trigger]


def test_a_case_that_is_done_is_watched_no_longer(store: Store, settings: Settings) -> None:
    town = scenes.clerk(TOWN)
    case_id = scenes.registered(store, town)
    with store.work(town) as work:
        assert work.conn.execute(select(watches).where(watches.c.case_id == case_id)).all()
    scenes.act(store, town, case_id, c.Start())
    scenes.act(store, town, case_id, c.Complete(result="已办结"))
    advance(settings, STATUTORY)
    assert sweep(scenes.dispatching(store), ZONE) == Swept()
