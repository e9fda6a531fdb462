"""What becomes of a no: who gets the case, what it is marked as, and who decides; on the real database."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, insert, select
from sqlalchemy.pool import NullPool

from shared.contracts import messages as m
from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.model import Case, CaseState, HandoverKind
from shared.kernel.errors import Refusal
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.store.engine import Store
from shared.store.tables.cases import desk_rows
from shared.store.tables.rules import parameters, reference_version
from tests import scenes
from tests.scenes import CITY, DEPARTMENT, FOREIGN, TOWN, VILLAGE, ZONE
from tests.services.dispatch.test_dispatch import advance, hear, ring

OFFICE = "150271-guanweihui"
LEADER = scenes.clerk(OFFICE, Role.COMMISSION)
COORDINATOR = scenes.clerk(ZONE, Role.COORDINATOR)
ABOVE = scenes.clerk(CITY, Role.COORDINATOR)
REFUSAL = c.Refuse(reason="not_competent", words="不归本局管")
RETURN = c.Return(reason="lacking_papers", words="缺户口簿")


def placed(store: Store, by: Actor, case_id: UUID, to: str, how: type[c.Offer] = c.Reassign) -> Case:
    """Placed by a coordinator, or by a leader's decision."""
    said: dict[str, Any] = {"handover_id": new_id(), "to_site": to, "why": "hand", "words": "属该局职责"}
    if how is c.Settle:
        return scenes.act(store, by, case_id, c.Settle(handover=HandoverKind.SETTLE, **said), to)
    offer = c.Reassign(handover=HandoverKind.REASSIGN, reason="disputed", **said)
    return scenes.act(store, by, case_id, offer, to)


def kinds(store: Store, case_id: UUID) -> list[str]:
    with store.work(scenes.clerk(VILLAGE)) as work:
        return [e.kind_of(h.event) for h in work.cases.history(case_id)]


def refused_by(store: Store, by: Actor, case_id: UUID, *sites: str) -> Case:
    """Offered by hand to one after the other, refused by each; the doorbell rings every time."""
    for site in sites:
        open_one = scenes.seen(store, by, case_id).offered
        if open_one:
            scenes.act(store, by, case_id, c.WithdrawOffer())
        scenes.offered(store, by, case_id, site)
        scenes.act(store, scenes.clerk(site), case_id, REFUSAL)
        ring(store, case_id, "refused")
    return scenes.seen(store, by, case_id)


def deadlocked(store: Store) -> tuple[Actor, UUID]:
    """A coordinator's own placing was refused."""
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    placed(store, COORDINATOR, case_id, DEPARTMENT)
    scenes.act(store, scenes.clerk(DEPARTMENT), case_id, REFUSAL)
    ring(store, case_id, "refused")
    return by, case_id


def test_a_coordinators_placing_that_is_refused_goes_to_the_leader_named_for_the_tenant(store: Store) -> None:
    by, case_id = deadlocked(store)
    case = scenes.seen(store, by, case_id)
    assert (case.pool_site, case.arbiter, case.arbiter_role) == (OFFICE, OFFICE, "commission")
    assert case.holder_site == VILLAGE
    # And once only, however often the doorbell rings
    ring(store, case_id, "refused")
    assert kinds(store, case_id).count("dispute_raised") == 1


def test_the_leaders_decision_binds_and_one_that_nobody_signs_comes_back_to_the_leader(
    store: Store, settings: Settings
) -> None:
    by, case_id = deadlocked(store)
    case = placed(store, LEADER, case_id, DEPARTMENT, c.Settle)
    assert case.offered is not None
    advance(settings, timedelta(days=5))
    hear(store, m.ExpireHandover(tenant_id=ZONE, case_id=case_id, handover_id=case.offered.id))
    assert scenes.seen(store, by, case_id).arbiter == OFFICE
    placed(store, LEADER, case_id, DEPARTMENT, c.Settle)
    assert scenes.act(store, scenes.clerk(DEPARTMENT), case_id, c.SignFor()).bound


def test_what_a_bound_holder_offers_in_vain_stays_with_it(store: Store) -> None:
    _, case_id = deadlocked(store)
    placed(store, LEADER, case_id, DEPARTMENT, c.Settle)
    department = scenes.clerk(DEPARTMENT)
    scenes.act(store, department, case_id, c.SignFor())
    case = refused_by(store, department, case_id, TOWN)
    assert (case.holder_site, case.pool_site, case.offered) == (DEPARTMENT, "", None)


def test_where_no_leader_is_named_the_coordinator_of_the_tier_decides(store: Store, settings: Settings) -> None:
    with create_engine(settings.database_owner, poolclass=NullPool).begin() as conn:
        conn.execute(parameters.delete().where(parameters.c.key == "dispute.leader"))
        conn.execute(reference_version.update().values(version=reference_version.c.version + 1))
    by, case_id = deadlocked(store)
    case = scenes.seen(store, by, case_id)
    assert (case.arbiter, case.arbiter_role) == (ZONE, "coordinator")
    assert placed(store, COORDINATOR, case_id, DEPARTMENT, c.Settle).offered is not None


def test_a_dispute_between_regions_is_decided_at_their_common_ancestor(store: Store) -> None:
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by, region=FOREIGN)
    ring(store, case_id)
    scenes.act(store, scenes.clerk(FOREIGN), case_id, REFUSAL)
    ring(store, case_id, "refused")
    assert scenes.seen(store, ABOVE, case_id).pool_site == CITY
    placed(store, ABOVE, case_id, FOREIGN)
    scenes.act(store, scenes.clerk(FOREIGN), case_id, REFUSAL)
    ring(store, case_id, "refused")
    case = scenes.seen(store, ABOVE, case_id)
    assert (case.arbiter, case.holder_site) == (CITY, VILLAGE)
    placed(store, ABOVE, case_id, FOREIGN, c.Settle)
    assert scenes.act(store, scenes.clerk(FOREIGN), case_id, c.SignFor()).holder_site == FOREIGN


def test_the_second_return_marks_a_problem_that_every_desk_shows_the_first_does_not(store: Store) -> None:
    by, town = scenes.clerk(VILLAGE), scenes.clerk(TOWN)
    case_id = scenes.registered(store, by)
    for expected in (False, True):
        scenes.offered(store, by, case_id, TOWN)
        scenes.act(store, town, case_id, c.SignFor())
        scenes.act(store, town, case_id, RETURN)
        ring(store, case_id, "returned")
        assert scenes.seen(store, by, case_id).problem is expected
        with store.work(COORDINATOR) as work:
            shown = set(work.conn.execute(select(desk_rows.c.problem).where(desk_rows.c.case_id == case_id)).scalars())
        assert shown == {expected}
    assert kinds(store, case_id)[-2:] == ["problem_marked", "pooled"]


def test_how_often_is_too_often_is_data(store: Store, settings: Settings) -> None:
    with create_engine(settings.database_owner, poolclass=NullPool).begin() as conn:
        row = {"tenant_id": ZONE, "key": "handover.max_returns", "value": "1", "unit": "", "source": "", "note": ""}
        conn.execute(insert(parameters), [row])
        conn.execute(reference_version.update().values(version=reference_version.c.version + 1))
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    scenes.offered(store, by, case_id, TOWN)
    scenes.act(store, scenes.clerk(TOWN), case_id, c.SignFor())
    scenes.act(store, scenes.clerk(TOWN), case_id, RETURN)
    ring(store, case_id, "returned")
    case = scenes.seen(store, by, case_id)
    assert (case.problem, case.pool_site) == (True, ZONE)


def test_a_village_has_longer_to_sign_than_a_town(store: Store) -> None:
    by = scenes.clerk(TOWN)
    case_id = scenes.registered(store, by)
    with store.work(by) as work:
        case = work.cases.get(case_id)
        village, department = (work.facts(case, to_site=site).limits for site in (VILLAGE, DEPARTMENT))
    assert (village.sign_minutes, department.sign_minutes) == (390, 240)


def test_a_no_that_finds_the_case_standing_still_is_answered_when_its_clock_runs_again(store: Store) -> None:
    # Given a refusal across regions, and a holder who stops the clock before anybody could place it
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by, region=FOREIGN)
    ring(store, case_id)
    scenes.act(store, scenes.clerk(FOREIGN), case_id, REFUSAL)
    scenes.act(store, by, case_id, c.Start())
    scenes.act(store, by, case_id, c.Pause(cause="correction", words="等补正"))
    # When the doorbell rings, and rings again
    ring(store, case_id, "refused")
    ring(store, case_id, "refused")
    # Then nobody places it, and it is known that it is to be placed
    case = scenes.seen(store, by, case_id)
    assert (case.state, case.pool_site, case.awaits_place) == (CaseState.PAUSED, "", "refused")
    assert kinds(store, case_id).count("placing_deferred") == 1
    # And once it runs again it comes before whoever is to decide
    case = scenes.act(store, by, case_id, c.Resume())
    ring(store, case_id, case.awaits_place)
    assert scenes.seen(store, ABOVE, case_id).pool_site == CITY


def test_what_was_once_deferred_is_forgotten_with_the_next_stop(store: Store) -> None:
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    scenes.act(store, by, case_id, c.Start())
    scenes.act(store, by, case_id, c.Pause(cause="correction", words="等补正"))
    ring(store, case_id)
    assert scenes.act(store, by, case_id, c.Resume()).awaits_place == "submitted"
    assert scenes.act(store, by, case_id, c.Pause(cause="correction", words="再补正")).awaits_place == ""


def test_departments_that_sign_and_forward_in_turn_come_before_the_coordinator(store: Store) -> None:
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    holder = by
    for site in (TOWN, DEPARTMENT, TOWN):
        scenes.offered(store, holder, case_id, site)
        holder = scenes.clerk(site)
        scenes.act(store, holder, case_id, c.SignFor())
    with pytest.raises(Refusal) as refused:
        scenes.offered(store, holder, case_id, DEPARTMENT)
    assert refused.value.code == "handover.contested"
    case = scenes.act(store, holder, case_id, c.Pool(site=ZONE, why="pool.asked"))
    assert (case.pool_site, case.problem) == (ZONE, True)
    assert kinds(store, case_id)[-2:] == ["problem_marked", "pooled"]
    # And the coordinator may say that whoever holds it goes on
    assert placed(store, COORDINATOR, case_id, TOWN).bound
