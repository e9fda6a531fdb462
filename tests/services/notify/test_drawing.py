"""The monthly draw: once a month for each tenant, with bad ratings in it, and the same again from its record."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import select

from shared.contracts import messages as m
from shared.domain.access.actor import platform
from shared.domain.access.roles import Role
from shared.domain.deadlines.calendar import local_date
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.months import after, month_of
from shared.domain.feedback.ratings import Channel, Rating
from shared.domain.feedback.sampling import draw, frame_digest
from shared.domain.feedback.visits import Visit, VisitReason
from shared.store import visit_plans, visits
from shared.store.tables.queue import timers
from shared.store.tables.visits import visits as t
from shared.store.take_rating import take_rating
from shared.store.visit_plans import KeptPlan
from tests import scenes
from tests.scenes import APPLICANT, ZONE
from tests.services.notify.platform import Platform, completed
from tests.services.notify.platform import finished as case_done
from tests.services.notify.test_replies import answer

CASES = 7


def this_month(platform_: Platform) -> str:
    with platform_.store.work(platform(ZONE)) as work:
        return month_of(local_date(work.now))


def finished(platform_: Platform, count: int = CASES) -> list[UUID]:
    people = [replace(APPLICANT, phone=f"1380000{n:04}") for n in range(count)]
    return [completed(platform_.store, person) for person in people]


def drawn(platform_: Platform, month: str) -> None:
    platform_.hear(m.DrawVisits(tenant_id=ZONE, month=month))


def plans(platform_: Platform) -> tuple[KeptPlan, ...]:
    with platform_.store.work(scenes.clerk(ZONE, Role.CALLER)) as work:
        return visit_plans.of_tenant(work.conn)


def waiting(platform_: Platform) -> list[Visit]:
    with platform_.store.work(scenes.clerk(ZONE, Role.CALLER)) as work:
        return [visits.visit(row) for row in work.conn.execute(select(t)).mappings()]


def test_a_month_is_drawn_once_and_again_from_its_record_the_same(platform: Platform) -> None:
    platform.set_parameter("visit.ratio@village", "20")
    cases, month = finished(platform), this_month(platform)
    for _ in range(2):
        drawn(platform, month)
    (kept,) = plans(platform)
    found = waiting(platform)
    assert len(found) == kept.drawn == 2, "a fifth of seven, rounded up, as villages have it"
    assert {(one.case_id, one.round) for one in draw(kept.record)} == {(one.case_id, one.round) for one in found}
    assert {one.case_id for one in kept.record.frame} == set(cases)
    assert {one.plan_id for one in found} == {kept.id}


def test_a_bad_rating_is_in_and_waits_once(platform: Platform) -> None:
    (case_id,) = finished(platform, 1)
    platform.ask(case_id)
    answer(platform, "5", phone="13800000000")
    (before,) = waiting(platform)
    drawn(platform, this_month(platform))
    assert waiting(platform) == [before]
    assert before.reason is VisitReason.BAD_RATING
    assert [one.bad for one in draw(plans(platform)[0].record)] == [True]


def quietly(platform_: Platform, case_id: UUID, grade: Grade) -> None:
    """Rated by somebody who wants no call about it."""
    with platform_.store.work(platform(ZONE)) as work:
        told = Rating(
            case_id=case_id, round=1, grade=grade, channel=Channel.LINK, rated_at=work.now, words="等了一上午"
        )
        take_rating(work, work.cases.get(case_id), replace(told, anonymous=True))
    platform_.drain()


def test_who_wants_no_call_about_it_is_not_drawn_and_the_record_still_gives_the_list(platform: Platform) -> None:
    # Given a month in which everybody is called, two who want no call, a bad rating and one who said nothing
    platform.set_parameter("visit.ratio@village", "100")
    bad, good, called, silent = finished(platform, 4)
    quietly(platform, bad, Grade.BAD)
    quietly(platform, good, Grade.GOOD)
    platform.rate(called, Grade.BAD)
    # When it is drawn
    drawn(platform, this_month(platform))
    # Then the two are neither in the frame nor called
    (kept,) = plans(platform)
    assert {one.case_id: one.bad for one in kept.record.frame} == {called: True, silent: False}
    assert {one.case_id for one in waiting(platform)} == {called, silent}
    # And the record gives that list also when somebody says so later
    quietly(platform, silent, Grade.BAD)
    assert {one.case_id for one in draw(plans(platform)[0].record)} == {called, silent}
    assert frame_digest(kept.record) == kept.digest


def armed(platform_: Platform) -> list[Any]:
    with platform_.owner.connect() as conn:
        return list(conn.execute(select(timers).where(timers.c.kind == m.DrawVisits.kind)).all())


def test_an_empty_month_has_no_plan(platform: Platform) -> None:
    drawn(platform, this_month(platform))
    assert (plans(platform), armed(platform)) == ((), [])


def test_a_month_is_drawn_when_it_is_over_in_every_tenant_where_something_was_completed(platform: Platform) -> None:
    # Given two cases here and one of another district, each asked about
    by = scenes.clerk(scenes.FOREIGN)
    there = scenes.registered(platform.store, by)
    case_done(platform.store, by, there)
    for case_id in finished(platform, 2):
        platform.ask(case_id)
    platform.hear(m.AskRating(tenant_id=scenes.FOREIGN, case_id=there, round=1))
    # Then each district has one timer for the month, on a working morning of the next
    assert {(row.tenant_id, row.key) for row in armed(platform)} == {
        (ZONE, this_month(platform)), (scenes.FOREIGN, this_month(platform)),
    }  # fmt: skip
    assert all(month_of(local_date(row.due_at)) == after(row.key) for row in armed(platform))
    assert all(row.due_at.minute % 30 == 0 for row in armed(platform))


def test_what_is_asked_about_in_the_next_month_is_drawn_with_its_own(platform: Platform) -> None:
    (case_id,) = finished(platform, 1)
    month = this_month(platform)
    platform.advance(timedelta(days=32))
    platform.ask(case_id)
    assert [row.key for row in armed(platform)] == [month]
