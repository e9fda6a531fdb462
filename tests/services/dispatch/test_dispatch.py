"""What messages and timers make of a case, through dispatch's front door, on the real database."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

from services.dispatch.entry.actors import handlers
from shared.contracts import messages as m
from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.model import CaseState
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating
from shared.domain.feedback.rectification import Finding, Rectification, RectificationState, close, contact
from shared.domain.routing.explain import KEPT
from shared.domain.routing.model import Action, Route, RuleLine
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.policy.loader import open_policies
from shared.store import offset, ratings, rectifications
from shared.store.engine import Store
from shared.store.inbox import AlreadyHeard
from shared.store.tables.access import audit
from shared.store.tables.queue import timers
from tests import scenes
from tests.scenes import CITY, DEPARTMENT, FOREIGN, TOWN, VILLAGE, ZONE


def hear(store: Store, message: m.Message, message_id: UUID | None = None) -> None:
    """The message arrives."""
    deps = scenes.dispatching(store)
    handlers(deps)[type(message)](message, message_id or new_id())


def ring(store: Store, case_id: UUID, cause: str = "submitted", tenant: str = ZONE) -> None:
    """The doorbell for routing."""
    hear(store, m.RouteCase(tenant_id=tenant, case_id=case_id, version=0, cause=cause))


def test_a_village_case_goes_to_its_town_by_a_rule_that_is_kept_with_the_event(store: Store) -> None:
    # Given
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    # When
    ring(store, case_id)
    # Then
    case = scenes.seen(store, by, case_id)
    assert case.offered is not None
    assert case.offered.to_site == TOWN
    with store.work(by) as work:
        last = work.cases.history(case_id)[-1].event
        due = work.conn.execute(
            select(timers.c.due_at).where(
                timers.c.key.startswith(str(case.offered.id)), timers.c.kind == "dispatch.expire_handover"
            )
        ).scalar_one()
    assert last.rule == "zone-090"  # type: ignore[union-attr]
    assert due == case.offered.due_at


def test_a_decision_is_kept_with_the_versions_it_was_made_by_and_the_lines_it_passed_over(store: Store) -> None:
    # Given the policies in force, and a town that refused the case
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    deps = scenes.dispatching(store, matching=open_policies(store.engine).matching)
    for cause in ("submitted", "refused"):
        message = m.RouteCase(tenant_id=ZONE, case_id=case_id, version=0, cause=cause)
        handlers(deps)[type(message)](message, new_id())
        if cause == "submitted":
            scenes.act(store, scenes.clerk(TOWN), case_id, c.Refuse(reason="outside_area", words="直接送部门"))
    # Then
    with store.work(by) as work:
        last = work.cases.history(case_id)[-1].event
    assert isinstance(last, e.HandoverOffered)
    assert last.versions == {ZONE: 1, CITY: 1}
    assert ("zone-090", "route.refused_before", TOWN) in [(s.rule, s.why, s.site) for s in last.skipped]


def test_a_rule_of_joint_handling_offers_the_case_to_the_lead_and_asks_the_others(store: Store) -> None:
    # Given a rule by which the town leads and a department and the foreign district join
    together = RuleLine(
        id="together",
        tenant_id=ZONE,
        version=3,
        priority=5,
        action=Action.CO_HANDLE,
        target="parent",
        co=("item_department", "site:150203", "site:150299"),
        note="请一并核对",
    )
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    # When
    message = m.RouteCase(tenant_id=ZONE, case_id=case_id, version=0)
    handlers(scenes.dispatching(store, matching=lambda facts: [together]))[type(message)](message, new_id())
    # Then
    case = scenes.seen(store, by, case_id)
    assert case.offered is not None
    assert case.offered.to_site == TOWN
    assert [(part.site, part.question) for part in case.cohandlers] == [
        (DEPARTMENT, "请一并核对"),
        (FOREIGN, "请一并核对"),
    ]


def test_a_decision_to_leave_a_case_where_it_is_is_kept_beside_it(store: Store, settings: Settings) -> None:
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by, "SB001")
    before = scenes.seen(store, by, case_id)
    ring(store, case_id)
    # The case is as it was, so that nobody at the window is told to look again
    assert scenes.seen(store, by, case_id) == before
    with store.work(by) as work:
        query = select(audit.c.reason).where(audit.c.act == KEPT, audit.c.object == str(case_id))
        (kept,) = work.conn.execute(query).scalars()
    assert msgspec.json.decode(kept, type=Route).rule == "zone-080"


def test_the_same_message_twice_changes_nothing_the_second_time(store: Store) -> None:
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    message = m.RouteCase(tenant_id=ZONE, case_id=case_id, version=0)
    message_id = new_id()
    hear(store, message, message_id)
    once = scenes.seen(store, by, case_id)
    with pytest.raises(AlreadyHeard):
        hear(store, message, message_id)
    hear(store, message)  # another doorbell for the same thing
    assert scenes.seen(store, by, case_id) == once


def test_a_case_that_belongs_elsewhere_is_offered_there_and_a_refusal_goes_to_the_common_coordinator(
    store: Store,
) -> None:
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by, region=FOREIGN)
    ring(store, case_id)
    assert scenes.seen(store, by, case_id).handover.to_site == FOREIGN  # type: ignore[union-attr]
    there = scenes.clerk(FOREIGN)
    scenes.act(store, there, case_id, c.Refuse(reason="outside_area", words="请派街道"))
    ring(store, case_id, "refused")
    case = scenes.seen(store, scenes.clerk(CITY, Role.COORDINATOR), case_id)
    assert case.pool_site == CITY
    assert case.holder_site == VILLAGE


def test_a_refusal_within_the_tenant_sends_it_on_without_that_site(store: Store) -> None:
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    ring(store, case_id)
    scenes.act(store, scenes.clerk(TOWN), case_id, c.Refuse(reason="outside_area", words="直接送部门"))
    ring(store, case_id, "refused")
    case = scenes.seen(store, by, case_id)
    assert case.offered is not None
    assert case.offered.to_site == DEPARTMENT


def test_the_second_return_goes_to_the_coordinator_the_first_does_not(store: Store) -> None:
    by, town = scenes.clerk(VILLAGE), scenes.clerk(TOWN)
    case_id = scenes.registered(store, by)
    for expected in ("", ZONE):
        scenes.offered(store, by, case_id, TOWN)
        scenes.act(store, town, case_id, c.SignFor())
        scenes.act(store, town, case_id, c.Return(reason="lacking_papers", words="缺户口簿"))
        ring(store, case_id, "returned")
        assert scenes.seen(store, by, case_id).pool_site == expected


def test_an_offer_nobody_signs_expires_once_and_lands_on_the_board(store: Store, settings: Settings) -> None:
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    ring(store, case_id)
    offer = scenes.seen(store, by, case_id).offered
    assert offer is not None
    advance(settings, timedelta(days=4))
    bell = m.ExpireHandover(tenant_id=ZONE, case_id=case_id, handover_id=offer.id)
    hear(store, bell)
    hear(store, bell)
    case = scenes.seen(store, by, case_id)
    assert (case.pool_site, case.holder_site) == (ZONE, VILLAGE)
    with store.work(by) as work:
        kinds = [type(h.event).__name__ for h in work.cases.history(case_id)]
    assert kinds.count("HandoverExpired") == 1


def test_the_receiver_of_an_offer_is_reminded_once_and_in_time(store: Store, settings: Settings) -> None:
    # Given an offer with both its timers
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    ring(store, case_id)
    offer = scenes.seen(store, by, case_id).offered
    assert offer is not None
    with store.work(by) as work:
        due = dict(work.conn.execute(select(timers.c.kind, timers.c.due_at).where(timers.c.case_id == case_id)).all())
        now = work.now
    assert due["dispatch.remind_handover"] < due["dispatch.expire_handover"] == offer.due_at
    # When its time comes, and the reminder rings twice
    advance(settings, due["dispatch.remind_handover"] - now)
    bell = m.RemindHandover(tenant_id=ZONE, case_id=case_id, handover_id=offer.id)
    hear(store, bell)
    hear(store, bell)
    # Then
    assert kinds_of(store, case_id).count("Reminded") == 1


def test_nobody_is_reminded_of_what_they_signed(store: Store) -> None:
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    ring(store, case_id)
    offer = scenes.seen(store, by, case_id).offered
    assert offer is not None
    signed = scenes.act(store, scenes.clerk(TOWN), case_id, c.SignFor())
    hear(store, m.RemindHandover(tenant_id=ZONE, case_id=case_id, handover_id=offer.id))
    assert scenes.seen(store, by, case_id) == signed


def kinds_of(store: Store, case_id: UUID) -> list[str]:
    """The events so far."""
    with store.work(scenes.clerk(VILLAGE)) as work:
        return [type(h.event).__name__ for h in work.cases.history(case_id)]


def test_a_signed_offer_does_not_expire(store: Store, settings: Settings) -> None:
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    ring(store, case_id)
    offer = scenes.seen(store, by, case_id).offered
    assert offer is not None
    signed = scenes.act(store, scenes.clerk(TOWN), case_id, c.SignFor())
    advance(settings, timedelta(days=4))
    hear(store, m.ExpireHandover(tenant_id=ZONE, case_id=case_id, handover_id=offer.id))
    assert scenes.seen(store, by, case_id) == signed


def test_what_nobody_decides_is_accepted_by_law_and_what_was_decided_is_not(store: Store, settings: Settings) -> None:
    by = scenes.clerk(VILLAGE)
    with store.work(by) as work:
        case = scenes.opened(work, by)
    waiting = scenes.act(store, by, case.id, c.Submit())
    advance(settings, timedelta(days=12))
    hear(store, m.DeemAccepted(tenant_id=ZONE, case_id=waiting.id))
    accepted = scenes.seen(store, by, waiting.id)
    assert accepted.state is CaseState.ACCEPTED
    assert accepted.number
    hear(store, m.DeemAccepted(tenant_id=ZONE, case_id=waiting.id))
    assert scenes.seen(store, by, waiting.id) == accepted


@pytest.mark.parametrize(
    ("grade", "unanswered", "state"),
    [
        (Grade.GOOD, False, CaseState.ARCHIVED),
        (Grade.BAD, False, CaseState.COMPLETED),
        (Grade.BAD, True, CaseState.COMPLETED),
        (None, False, CaseState.COMPLETED),
        (None, True, CaseState.ARCHIVED),
    ],
)
def test_a_case_is_archived_when_feedback_is_settled(
    store: Store, grade: Grade | None, unanswered: bool, state: CaseState
) -> None:
    by, case_id = scenes.clerk(VILLAGE), completed(store, grade)
    hear(store, m.ArchiveCase(tenant_id=ZONE, case_id=case_id, round=1, unanswered=unanswered))
    assert scenes.seen(store, by, case_id).state is state


def completed(store: Store, grade: Grade | None = None) -> UUID:
    """A case that its village completed, rated or not."""
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    scenes.act(store, by, case_id, c.Start())
    scenes.act(store, by, case_id, c.Complete(result="已办结"))
    if grade:
        with store.work(by) as work:
            rating = Rating(case_id=case_id, round=1, grade=grade, channel=Channel.SMS, rated_at=work.now)
            ratings.put(work.conn, ZONE, rating, work.keys.vault)
    return case_id


def order_of(store: Store, case_id: UUID) -> Rectification | None:
    with store.work(scenes.clerk(VILLAGE)) as work:
        return rectifications.find(work.conn, case_id, 1)


def test_a_bad_rating_opens_one_order_and_a_better_one_none(store: Store) -> None:
    bad, good = completed(store, Grade.VERY_BAD), completed(store, Grade.FAIR)
    for case_id in (bad, bad, good):
        hear(store, m.OpenRectification(tenant_id=ZONE, case_id=case_id, round=1))
    order = order_of(store, bad)
    assert order is not None
    assert (order.site, order.state) == (VILLAGE, RectificationState.OPEN)
    assert order_of(store, good) is None


def test_a_good_rating_that_turned_bad_is_followed_up_though_the_file_is_closed(store: Store) -> None:
    case_id = completed(store, Grade.GOOD)
    hear(store, m.ArchiveCase(tenant_id=ZONE, case_id=case_id, round=1))
    with store.work(scenes.clerk(VILLAGE)) as work:
        worse = Rating(case_id=case_id, round=1, grade=Grade.BAD, channel=Channel.LINK, rated_at=work.now, changes=1)
        ratings.put(work.conn, ZONE, worse, work.keys.vault)
    hear(store, m.OpenRectification(tenant_id=ZONE, case_id=case_id, round=1))
    assert order_of(store, case_id) is not None
    assert scenes.seen(store, scenes.clerk(VILLAGE), case_id).state is CaseState.ARCHIVED


def test_the_file_of_a_bad_rating_closes_with_its_order(store: Store) -> None:
    case_id = completed(store, Grade.BAD)
    hear(store, m.OpenRectification(tenant_id=ZONE, case_id=case_id, round=1))
    archive = m.ArchiveCase(tenant_id=ZONE, case_id=case_id, round=1)
    hear(store, archive)
    assert scenes.seen(store, scenes.clerk(VILLAGE), case_id).state is CaseState.COMPLETED
    centre = scenes.clerk(ZONE, Role.COORDINATOR)
    with store.work(centre) as work:
        order = rectifications.take(work.conn, case_id, 1)
        tree = work.reference.tree
        order = close(contact(order, centre, tree, work.now), centre, tree, Finding.EXPLAINED, "已说明", work.now)
        rectifications.put(work.conn, order)
    hear(store, archive)
    assert scenes.seen(store, scenes.clerk(VILLAGE), case_id).state is CaseState.ARCHIVED


def test_a_completion_that_was_undone_does_not_close_the_file_of_the_next_one(store: Store) -> None:
    case_id = completed(store)
    done = scenes.seen(store, scenes.clerk(VILLAGE), case_id).completed_at
    assert done is not None
    earlier = m.ArchiveCase(
        tenant_id=ZONE, case_id=case_id, round=1, unanswered=True, completed_at=done - timedelta(days=1)
    )
    hear(store, earlier)
    assert scenes.seen(store, scenes.clerk(VILLAGE), case_id).state is CaseState.COMPLETED
    hear(store, msgspec.structs.replace(earlier, completed_at=done))
    assert scenes.seen(store, scenes.clerk(VILLAGE), case_id).state is CaseState.ARCHIVED


def advance(settings: Settings, by: timedelta) -> None:
    """The demo clock goes forward."""
    with create_engine(settings.database_owner, poolclass=NullPool).begin() as conn:
        offset.advance(conn, by)
