"""Calls: three tries in different bands over two working days, then unreachable; quiet hours; putting off."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.deadlines.calendar import local_date
from shared.domain.feedback import visits as v
from shared.domain.feedback.bands import CallHours, hours_of
from shared.domain.feedback.outcomes import Call, Outcome, after_call, rated_badly
from shared.domain.feedback.script import QUESTIONS, require_answers
from shared.kernel.errors import Refusal
from tests.build import an_actor, an_id
from tests.domain.feedback.test_rectification import refused
from tests.world import CALENDAR, SITES, local

RULES = v.VisitRules()
MONDAY = local("2026-11-16 09:30")
CALLER = an_actor("centre", Role.CALLER)


def a_visit() -> v.Visit:
    return v.Visit(
        id=an_id("visit"),
        tenant_id="150271",
        case_id=an_id("case"),
        round=1,
        reason=v.VisitReason.SAMPLE,
        site=SITES["village"],
        created_at=MONDAY,
        next_at=MONDAY,
    )


def a_call(at: datetime, outcome: Outcome, seq: int = 1) -> Call:
    return Call(
        id=an_id(f"call {seq}"),
        visit_id=an_id("visit"),
        seq=seq,
        dialled_at=at,
        by_site=SITES["centre"],
        by_staff=CALLER.staff_id,
        outcome=outcome,
        ended_at=at,
    )


def after(visit: v.Visit, *made: tuple[datetime, Outcome], later_at: datetime | None = None) -> v.Visit:
    """The visit after these calls, each judged when it was made."""
    calls = [a_call(at, outcome, seq) for seq, (at, outcome) in enumerate(made, start=1)]
    for known in range(1, len(calls) + 1):
        at = calls[known - 1].dialled_at
        visit = after_call(visit, calls[:known], at, RULES, CALENDAR, later_at)
    return visit


def test_three_tries_in_three_bands_over_two_days_make_somebody_unreachable() -> None:
    visit, made = a_visit(), []
    bands = []
    while visit.state is v.VisitState.WAITING:
        made.append((visit.next_at, Outcome.NO_ANSWER))
        bands.append(RULES.hours.band_of(visit.next_at))
        visit = after(a_visit(), *made)
    assert visit.state is v.VisitState.UNREACHABLE
    assert sorted(bands) == [0, 1, 2]
    assert len({local_date(at) for at, _ in made}) == 2
    assert visit.closed_at == made[-1][0]


def test_tries_one_after_the_other_do_not_count_as_three() -> None:
    visit = after(a_visit(), *[(MONDAY + timedelta(minutes=n), Outcome.BUSY) for n in range(5)])
    assert (visit.state, visit.tries) == (v.VisitState.WAITING, 5)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.ANSWERED, v.VisitState.ANSWERED),
        (Outcome.REFUSED, v.VisitState.REFUSED),
        (Outcome.WRONG_NUMBER, v.VisitState.UNREACHABLE),
    ],
)
def test_some_outcomes_end_it_at_once(outcome: Outcome, state: v.VisitState) -> None:
    assert after(a_visit(), (MONDAY, outcome)).state is state
    with pytest.raises(Refusal) as no:
        after(a_visit(), (MONDAY, outcome), (MONDAY, outcome))
    assert no.value.code == "visit.closed"


def test_a_call_is_put_off_as_asked_for_but_not_for_ever_nor_into_the_night() -> None:
    noon, tomorrow = local("2026-11-17 12:30"), local("2026-11-17 15:00")
    put_off = after(a_visit(), (MONDAY, Outcome.LATER), later_at=tomorrow)
    assert (put_off.next_at, put_off.tries, put_off.put_off) == (tomorrow, 0, 1)
    for wrong in (None, noon, MONDAY - timedelta(hours=1), MONDAY + timedelta(days=30)):
        no = refused(lambda wrong=wrong: after(a_visit(), (MONDAY, Outcome.LATER), later_at=wrong))
        assert no == "visit.later"
    often = replace(a_visit(), put_off=RULES.put_off)
    assert refused(lambda: after(often, (MONDAY, Outcome.LATER), later_at=tomorrow)) == "visit.put_off"


WHEN_OVER = (
    (Outcome.ANSWERED, None, True),  # a machine heard a key
    (Outcome.WRONG_NUMBER, None, True),
    (Outcome.REFUSED, MONDAY - timedelta(hours=1), True),  # a person called, but before the rating
    (Outcome.ANSWERED, MONDAY - timedelta(hours=1), True),
    (Outcome.ANSWERED, MONDAY, False),  # in the call itself, or after it
    (Outcome.REFUSED, MONDAY + timedelta(hours=1), False),
)


@pytest.mark.parametrize(("outcome", "called_at", "again"), WHEN_OVER)
def test_a_bad_rating_reopens_a_visit_unless_a_person_has_spoken_to_them_since(
    outcome: Outcome, called_at: datetime | None, again: bool
) -> None:
    call = a_call(called_at or MONDAY, outcome)
    call = call if called_at else replace(call, by_staff=None)
    over = after_call(a_visit(), [call], call.dialled_at, RULES, CALENDAR)
    then = MONDAY + timedelta(minutes=1)
    urgent = rated_badly(over, [call], MONDAY, then)
    assert (urgent == over) is not again
    if again:
        assert (urgent.state, urgent.reason) == (v.VisitState.WAITING, v.VisitReason.BAD_RATING)
        assert (urgent.next_at, urgent.closed_at) == (then, None)


def test_tries_of_a_visit_that_was_rated_badly_count_anew() -> None:
    made: list[tuple[datetime, Outcome]] = []
    visit = a_visit()
    while visit.state is v.VisitState.WAITING:
        made.append((visit.next_at, Outcome.NO_ANSWER))
        visit = after(a_visit(), *made)
    calls = [a_call(at, outcome, seq) for seq, (at, outcome) in enumerate(made, start=1)]
    visit = rated_badly(visit, calls, made[-1][0], local("2026-11-23 09:30"))
    bands = []
    while visit.state is v.VisitState.WAITING:
        bands.append(RULES.hours.band_of(visit.next_at))
        calls.append(a_call(visit.next_at, Outcome.BUSY, len(calls) + 1))
        visit = after_call(visit, calls, visit.next_at, RULES, CALENDAR)
    assert (visit.state, visit.tries, sorted(bands)) == (v.VisitState.UNREACHABLE, RULES.tries, [0, 1, 2])


@given(st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 15)), st.lists(st.booleans(), max_size=4))
def test_the_next_try_is_never_quiet_never_on_a_day_off_and_always_later(when: datetime, busy: list[bool]) -> None:
    at = local(f"{when:%Y-%m-%d %H:%M}")
    made = [(at, Outcome.BUSY if one else Outcome.OFF) for one in busy] or [(at, Outcome.NO_ANSWER)]
    visit = after(a_visit(), *made)
    assert visit.next_at > at
    assert not RULES.hours.is_quiet(visit.next_at)
    assert CALENDAR.is_working(local_date(visit.next_at))
    assert RULES.hours.band_of(visit.next_at) != RULES.hours.band_of(at)


@pytest.mark.parametrize(
    ("at", "quiet"), [("08:59", 1), ("09:00", 0), ("12:00", 1), ("14:00", 0), ("21:00", 1), ("02:00", 1)]
)
def test_noon_and_night_are_quiet(at: str, quiet: int) -> None:
    assert CallHours().is_quiet(local(f"2026-11-16 {at}")) is bool(quiet)
    assert hours_of(9, 12, 14, 18, 21) == CallHours()


def test_a_visit_is_one_caller_s_for_some_minutes() -> None:
    until = MONDAY + timedelta(minutes=15)
    other = an_actor("centre", Role.CALLER, who="other")
    taken = v.take(a_visit(), CALLER, MONDAY, until)
    assert refused(lambda: v.take(taken, other, MONDAY, until)) == "visit.locked"
    assert v.take(taken, other, until, until + timedelta(minutes=15)).locked_by == other.staff_id
    assert refused(lambda: v.release(taken, other)) == "visit.not_yours"
    assert v.take(v.release(taken, CALLER), other, MONDAY, until).locked_by == other.staff_id
    assert refused(lambda: v.require_mine(taken, CALLER, until)) == "visit.not_yours"


def test_nobody_asks_about_what_their_own_site_handled() -> None:
    own: Actor = an_actor("village", Role.OPERATOR)
    assert refused(lambda: v.take(a_visit(), own, MONDAY, MONDAY)) == "visit.own_site"


def test_answers_are_those_of_the_script_one_to_a_question() -> None:
    require_answers(tuple(f"{name}.{codes[0]}" for name, codes in QUESTIONS.items()))
    for wrong in (("done.maybe",), ("mood.good",), ("done.yes", "done.no"), ("done",)):
        assert refused(lambda wrong=wrong: require_answers(wrong)) == "visit.answers"
