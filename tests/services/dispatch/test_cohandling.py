"""What time and rules make of co-handlers, through dispatch's front door, on the real database."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from services.dispatch.usecases import placing
from shared.contracts import messages as m
from shared.domain.access.actor import platform
from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.joint import CoHandler
from shared.domain.routing.model import Action, Route
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.store.engine import Store
from shared.store.tables.access import audit
from shared.store.tables.cooperation import turns
from shared.store.tables.queue import timers
from tests import scenes
from tests.scenes import CITY, DEPARTMENT, FOREIGN_STREET, THIRD, TOWN, VILLAGE, ZONE
from tests.services.dispatch.test_dispatch import advance, hear, kinds_of

BY_RULE = Route(
    action=Action.CO_HANDLE, to=DEPARTMENT, rule="zone-300", priority=300, policy_version=1, why="route.co_handle"
)


def asked(store: Store, site: str = DEPARTMENT) -> tuple[UUID, CoHandler]:
    """A case whose village has asked a site."""
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    request = c.AskCoHandler(cohandler_id=new_id(), to_site=site, words="请核对")
    (part,) = scenes.act(store, by, case_id, request, site).cohandlers
    return case_id, part


@pytest.mark.parametrize(("site", "board"), [(DEPARTMENT, ZONE), (FOREIGN_STREET, CITY)])
def test_a_late_co_handler_comes_once_before_the_coordinator_of_both_and_the_lead_keeps_the_case(
    store: Store, settings: Settings, site: str, board: str
) -> None:
    case_id, part = asked(store, site)
    bell = m.OverdueCoHandler(tenant_id=ZONE, case_id=case_id, cohandler_id=part.id)
    hear(store, bell)  # too early: nothing
    assert scenes.seen(store, scenes.clerk(VILLAGE), case_id).pool_site == ""
    advance(settings, timedelta(days=8))
    hear(store, bell)
    hear(store, bell)
    case = scenes.seen(store, scenes.clerk(board, Role.COORDINATOR), case_id)
    assert (case.pool_site, case.holder_site) == (board, VILLAGE)
    assert kinds_of(store, case_id).count("CoHandlerOverdue") == 1


def test_two_that_are_late_stay_before_the_coordinator_until_both_have_answered(
    store: Store, settings: Settings
) -> None:
    case_id, first = asked(store)
    request = c.AskCoHandler(cohandler_id=new_id(), to_site=TOWN, words="请一并核对")
    second = scenes.act(store, scenes.clerk(VILLAGE), case_id, request, TOWN).cohandlers[-1]
    advance(settings, timedelta(days=8))
    for part in (first, second):
        hear(store, m.OverdueCoHandler(tenant_id=ZONE, case_id=case_id, cohandler_id=part.id))
    assert kinds_of(store, case_id).count("Pooled") == 1
    boards = []
    for site in (DEPARTMENT, TOWN):
        scenes.act(store, scenes.clerk(site), case_id, c.SignCoHandler())
        answer = c.AnswerCoHandler(opinion="agree", words="一致")
        boards.append(scenes.act(store, scenes.clerk(site), case_id, answer).pool_site)
    assert boards == [ZONE, ""]


def test_who_is_late_while_the_case_is_offered_is_on_no_board_until_somebody_has_signed(
    store: Store, settings: Settings
) -> None:
    case_id, part = asked(store)
    scenes.offered(store, scenes.clerk(VILLAGE), case_id, TOWN)
    advance(settings, timedelta(days=8))
    bell = m.OverdueCoHandler(tenant_id=ZONE, case_id=case_id, cohandler_id=part.id)
    hear(store, bell)
    case = scenes.seen(store, scenes.clerk(VILLAGE), case_id)
    assert (case.pool_site, case.offered is not None) == ("", True)
    scenes.act(store, scenes.clerk(TOWN), case_id, c.SignFor())
    hear(store, bell)
    case = scenes.seen(store, scenes.clerk(VILLAGE), case_id)
    assert (case.holder_site, case.pool_site) == (TOWN, ZONE)


def test_an_offer_that_expires_has_what_co_handlers_owe_watched_anew(store: Store, settings: Settings) -> None:
    case_id, part = asked(store)
    offered = scenes.offered(store, scenes.clerk(VILLAGE), case_id, TOWN).offered
    assert offered is not None
    advance(settings, timedelta(days=8))
    hear(store, m.OverdueCoHandler(tenant_id=ZONE, case_id=case_id, cohandler_id=part.id))
    hear(store, m.ExpireHandover(tenant_id=ZONE, case_id=case_id, handover_id=offered.id))
    with store.work(scenes.clerk(VILLAGE)) as work:
        set_anew = select(timers.c.due_at).where(timers.c.case_id == case_id, timers.c.kind == m.OverdueCoHandler.kind)
        assert work.conn.execute(set_anew).scalars().all() == [part.due_at]


def test_a_co_handler_is_reminded_once_and_not_after_its_answer(store: Store, settings: Settings) -> None:
    case_id, part = asked(store)
    other, answered = asked(store)
    scenes.act(store, scenes.clerk(DEPARTMENT), other, c.SignCoHandler())
    scenes.act(store, scenes.clerk(DEPARTMENT), other, c.AnswerCoHandler(opinion="agree", words="一致"))
    advance(settings, part.warn_at - part.asked_at + timedelta(minutes=1))
    for case, one in ((case_id, part), (case_id, part), (other, answered)):
        hear(store, m.RemindCoHandler(tenant_id=ZONE, case_id=case, cohandler_id=one.id))
    assert kinds_of(store, case_id).count("CoHandlerReminded") == 1
    assert "CoHandlerReminded" not in kinds_of(store, other)


def test_an_invitation_nobody_signs_is_told_to_the_lead_and_goes_up_like_a_hand_over(
    store: Store, settings: Settings
) -> None:
    case_id, part = asked(store)
    bell = m.UnsignedCoHandler(tenant_id=ZONE, case_id=case_id, cohandler_id=part.id)
    hear(store, bell)  # too early: nothing
    assert "CoHandlerUnsigned" not in kinds_of(store, case_id)
    assert part.sign_by is not None
    advance(settings, part.sign_by - part.asked_at + timedelta(seconds=1))
    hear(store, bell)
    hear(store, bell)
    # Then its people were reminded, the coordinator has it in view, and both sites read of it once
    kinds = kinds_of(store, case_id)
    assert [kinds.count(kind) for kind in ("CoHandlerUnsigned", "Reminded", "Escalated")] == [1, 1, 1]
    with store.work(scenes.clerk(VILLAGE)) as work:
        up = next(h.event for h in work.cases.history(case_id) if isinstance(h.event, e.Escalated))
        said = work.conn.execute(select(turns.c.says).where(turns.c.case_id == case_id)).scalars().all()
    assert (up.site, up.to_site, up.to_role) == (DEPARTMENT, ZONE, "coordinator")
    assert said == ["part_unsigned"]
    # And it is still asked, and signs
    scenes.act(store, scenes.clerk(DEPARTMENT), case_id, c.SignCoHandler())


@pytest.mark.parametrize("act", [c.SignCoHandler(), None])
def test_nobody_is_told_of_a_part_that_was_signed_for_or_is_no_longer_needed(
    store: Store, settings: Settings, act: c.Command | None
) -> None:
    case_id, part = asked(store)
    gone = c.ReleaseCoHandler(cohandler_id=part.id, words="不再需要")
    scenes.act(store, scenes.clerk(DEPARTMENT if act else VILLAGE), case_id, act or gone)
    advance(settings, timedelta(days=5))
    hear(store, m.UnsignedCoHandler(tenant_id=ZONE, case_id=case_id, cohandler_id=part.id))
    assert not {"CoHandlerUnsigned", "Escalated"} & set(kinds_of(store, case_id))


def test_nobody_becomes_late_while_the_clock_stands_still(store: Store, settings: Settings) -> None:
    case_id, part = asked(store)
    scenes.act(store, scenes.clerk(VILLAGE), case_id, c.Pause(cause="correction", words="等补正"))
    advance(settings, timedelta(days=8))
    hear(store, m.OverdueCoHandler(tenant_id=ZONE, case_id=case_id, cohandler_id=part.id))
    resumed = scenes.act(store, scenes.clerk(VILLAGE), case_id, c.Resume())
    assert resumed.cohandlers[0].due_at > part.due_at
    hear(store, m.OverdueCoHandler(tenant_id=ZONE, case_id=case_id, cohandler_id=part.id))
    assert "CoHandlerOverdue" not in kinds_of(store, case_id)


def test_a_rule_asks_several_sites_and_passes_over_on_record_what_cannot_be_asked(store: Store) -> None:
    case_id = scenes.registered(store, scenes.clerk(VILLAGE))
    with store.work(platform(ZONE)) as work:
        case = work.cases.get(case_id)
        placing.ask_cohandlers(work, case, BY_RULE, (TOWN, VILLAGE, FOREIGN_STREET), "请一并核对")
    case = scenes.seen(store, scenes.clerk(VILLAGE), case_id)
    assert [part.site for part in case.open_cohandlers] == [TOWN, FOREIGN_STREET]
    assert case.holder_site == VILLAGE
    with store.work(scenes.clerk(VILLAGE)) as work:
        noted = work.conn.execute(select(audit.c.reason).where(audit.c.act == "cohandler.passed_over")).scalars().all()
    assert noted == [f"{VILLAGE} cohandler.same_site"]


def test_a_third_tenant_learns_nothing_of_it(store: Store) -> None:
    case_id, _ = asked(store, FOREIGN_STREET)
    assert scenes.seen(store, scenes.clerk(FOREIGN_STREET), case_id).holder_site == VILLAGE
    with pytest.raises(Exception, match=r"case\.unknown"):
        scenes.seen(store, scenes.clerk(THIRD, Role.COORDINATOR), case_id)


def test_a_proposed_pause_that_nobody_answers_lapses_once(store: Store, settings: Settings) -> None:
    # Given a case at the town, which proposed a pause to the village
    by, town = scenes.clerk(VILLAGE), scenes.clerk(TOWN)
    case_id = scenes.registered(store, by)
    scenes.offered(store, by, case_id, TOWN)
    scenes.act(store, town, case_id, c.SignFor())
    proposal = scenes.act(store, town, case_id, c.ProposePause(proposal_id=new_id(), words="等取证")).pause_proposal
    assert proposal is not None
    bell = m.LapsePause(tenant_id=ZONE, case_id=case_id, proposal_id=proposal.id)
    hear(store, bell)  # too early: nothing
    assert scenes.seen(store, by, case_id).pause_proposal == proposal
    # When its limit passes
    advance(settings, timedelta(days=4))
    hear(store, bell)
    hear(store, bell)
    # Then it is gone, and the clock never stood still
    case = scenes.seen(store, by, case_id)
    assert (case.pause_proposal, case.stops) == (None, ())
    assert kinds_of(store, case_id).count("PauseProposalLapsed") == 1
