"""替班: cases pass to who stands in, and come back; whatever rings, and however often."""

from datetime import timedelta
from uuid import UUID

import pytest

from shared.contracts.messages import StandIn
from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import Case
from shared.domain.deadlines.calendar import local_date
from shared.domain.roster.model import Absence, AbsenceKind, Member, Rank
from shared.kernel.ids import new_id
from shared.store import rosters
from shared.store.engine import Store
from shared.store.uow import Work
from tests import scenes
from tests.scenes import DEPARTMENT, VILLAGE, ZONE
from tests.services.dispatch.test_dispatch import hear

LEADER = scenes.clerk(DEPARTMENT, Role.LEADER)


@pytest.fixture
def people(store: Store) -> dict[str, UUID]:
    """王建国 and 赵敏 of the seed."""
    with store.work(LEADER) as work:
        return {name: staff_id for staff_id, name in rosters.of_site(work, DEPARTMENT).names.items()}


def away(work: Work, who: UUID, substitute: UUID | None = None) -> Absence:
    today = local_date(work.now)
    absence = Absence(
        id=new_id(),
        site_id=DEPARTMENT,
        staff_id=who,
        kind=AbsenceKind.SICK,
        from_day=today,
        to_day=today + timedelta(days=2),
        substitute=substitute,
    )
    rosters.put_absence(work, absence)
    return absence


def accompanied(store: Store, agent: UUID) -> UUID:
    """A case that the department holds and somebody accompanies."""
    village = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, village)
    scenes.offered(store, village, case_id, DEPARTMENT)
    scenes.act(store, scenes.clerk(DEPARTMENT), case_id, c.SignFor())
    with store.work(LEADER) as work:
        case = work.cases.get(case_id)
        named = decide_named(work, case, agent)
    return named.id


def decide_named(work: Work, case: Case, agent: UUID) -> Case:
    return work.save(case, decide(case, c.NameAgent(staff_id=agent), work.facts(case, staff_at_holder=True)))


def ring(store: Store, who: UUID) -> None:
    hear(store, StandIn(tenant_id=ZONE, site_id=DEPARTMENT, staff_id=who))


def seen(store: Store, case_id: UUID) -> tuple[UUID | None, UUID | None]:
    case = scenes.seen(store, LEADER, case_id)
    return case.agent, case.instead_of


def test_cases_pass_to_the_substitute_and_come_back_once_each_however_often_it_rings(
    store: Store, people: dict[str, UUID]
) -> None:
    absent, other = people["王建国"], people["赵敏"]
    cases = [accompanied(store, absent) for _ in range(2)]
    theirs = accompanied(store, other)
    with store.work(LEADER) as work:
        absence = away(work, absent, other)
    for _ in range(2):
        ring(store, absent)
    assert [seen(store, one) for one in cases] == [(other, absent)] * 2
    # When it is over
    with store.work(LEADER) as work:
        rosters.end_absence(work, absence.id)
    for _ in range(2):
        ring(store, absent)
    assert [seen(store, one) for one in cases] == [(absent, None)] * 2
    assert seen(store, theirs) == (other, None)
    with store.work(LEADER) as work:
        hows = [getattr(h.event, "how", "") for h in work.cases.history(cases[0])]
    assert [how for how in hows if how] == ["named", "substitute", "back"]


def test_somebody_named_meanwhile_keeps_the_case(store: Store, people: dict[str, UUID]) -> None:
    absent, other = people["王建国"], people["赵敏"]
    case_id = accompanied(store, absent)
    with store.work(LEADER) as work:
        absence = away(work, absent, other)
    ring(store, absent)
    with store.work(LEADER) as work:
        decide_named(work, work.cases.get(case_id), other)
        rosters.end_absence(work, absence.id)
    ring(store, absent)
    assert seen(store, case_id) == (other, None)


def test_where_nobody_stands_in_the_cases_stay(store: Store, people: dict[str, UUID]) -> None:
    absent, other = people["王建国"], people["赵敏"]
    case_id = accompanied(store, absent)
    with store.work(LEADER) as work:
        away(work, other)
        away(work, absent)
    ring(store, absent)
    assert seen(store, case_id) == (absent, None)


def test_a_substitute_who_falls_ill_passes_it_on_and_it_finds_its_way_back(
    store: Store, people: dict[str, UUID]
) -> None:
    absent, ill = people["王建国"], people["赵敏"]
    third = a_third(store)
    case_id = accompanied(store, absent)
    with store.work(LEADER) as work:
        first = away(work, absent, ill)
    ring(store, absent)
    with store.work(LEADER) as work:
        away(work, ill, third)
    ring(store, ill)
    assert seen(store, case_id) == (third, absent)
    with store.work(LEADER) as work:
        rosters.end_absence(work, first.id)
    ring(store, absent)
    assert seen(store, case_id) == (absent, None)


def a_third(store: Store) -> UUID:
    """Somebody else of the district is put on the roster: 布和, who has a log-in."""
    with store.work(LEADER) as work:
        staff_id = next(i for i, name in rosters.of_site(work, "150271-qiyefuwu").names.items() if name == "布和")
        line = Member(
            id=new_id(),
            site_id=DEPARTMENT,
            staff_id=staff_id,
            rank=Rank.SUBSTITUTE,
            from_day=local_date(work.now),
            weekdays="1234567",
        )
        rosters.change(work, (), (line,))
    return staff_id


def test_more_cases_than_one_transaction_takes_ring_again(
    store: Store, people: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.dispatch.usecases.stand_in.AT_ONCE", 1)
    absent, other = people["王建国"], people["赵敏"]
    cases = [accompanied(store, absent) for _ in range(2)]
    with store.work(LEADER) as work:
        away(work, absent, other)
    ring(store, absent)
    assert sorted(agent == other for agent, _ in (seen(store, one) for one in cases)) == [False, True]
    ring(store, absent)
    assert [seen(store, one)[0] for one in cases] == [other, other]
