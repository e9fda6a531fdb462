"""Open limits computed anew when the calendar changes; what the applicant was told does not move earlier."""

from datetime import date

import pytest
from msgspec.structs import replace

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.model import Case
from shared.domain.cases.replay import replay
from shared.domain.deadlines.calendar import WorkCalendar
from shared.kernel.errors import Refusal
from tests.build import CaseBuilder, a_case, sample_commands, the_platform
from tests.world import CALENDAR, local


def changed(**days: bool) -> WorkCalendar:
    """The calendar as a new notice has it: `changed(_1120=False)` makes 20 November a day off."""
    new = {date(2026, int(name[1:3]), int(name[3:])): working for name, working in days.items()}
    return replace(CALENDAR, exceptions={**CALENDAR.exceptions, **new}, version=2)


FILE = sample_commands()["case.file_external"]
LATER, EARLIER = changed(_1120=False), changed(_1121=True)


def recomputed(builder: CaseBuilder, calendar: WorkCalendar) -> Case:
    builder.calendar = calendar
    builder.do(c.Recompute(), the_platform())
    assert replay(builder.history) == builder.case
    return builder.case


def test_promise_law_and_warning_move_with_the_calendar_and_the_told_date_stays() -> None:
    before = a_case().accepted().case
    after = recomputed(a_case().accepted(), LATER)
    assert (before.promised_due, after.promised_due) == (local("2026-11-30 17:30"), local("2026-12-01 17:30"))
    assert (before.statutory_due, after.statutory_due) == (local("2026-12-14 17:30"), local("2026-12-15 17:30"))
    assert (before.warn_at, after.warn_at) == (local("2026-11-27 08:30"), local("2026-11-30 08:30"))
    assert after.notified_due == before.promised_due


def test_a_date_that_comes_earlier_is_not_shown_earlier_to_the_applicant() -> None:
    told = local("2026-11-30 17:30")
    after = recomputed(a_case().accepted(), EARLIER)
    assert after.promised_due == local("2026-11-27 17:30")
    assert (after.notified_due, after.told_due) == (told, told)
    # And one that comes later is shown as late as it is
    assert recomputed(a_case().accepted(), LATER).told_due == local("2026-12-01 17:30")


def test_the_told_date_is_the_first_one_however_often_the_calendar_changes() -> None:
    builder = a_case().accepted()
    recomputed(builder, EARLIER)
    again = recomputed(builder, changed(_1121=True, _1120=False, _1119=False))
    assert (again.notified_due, again.promised_due) == (local("2026-11-30 17:30"), local("2026-12-01 17:30"))


def test_the_event_tells_both_dates_and_the_version() -> None:
    builder = a_case().accepted()
    recomputed(builder, LATER)
    event = builder.history[-1].event
    assert isinstance(event, e.DeadlinesRecomputed)
    assert (event.calendar_version, event.was.promised_due) == (2, local("2026-11-30 17:30"))
    assert event.due.promised_due == local("2026-12-01 17:30")


def test_nothing_happens_where_no_date_moves_nor_a_second_time() -> None:
    builder = a_case().accepted()
    told = len(builder.history)
    with pytest.raises(Refusal, match=r"deadlines\.same"):
        recomputed(builder, replace(CALENDAR, version=9))
    recomputed(builder, LATER)
    with pytest.raises(Refusal, match=r"deadlines\.same"):
        recomputed(builder, LATER)
    assert len(builder.history) == told + 1


def test_days_that_were_stopped_stay_left_out() -> None:
    builder = a_case().accepted().started().on("2026-11-17 08:30").paused().on("2026-11-18 17:30").resumed()
    assert builder.case.promised_due == local("2026-12-02 17:30")
    assert recomputed(builder, LATER).promised_due == local("2026-12-03 17:30")
    # Also while the clock stands still: the earliest date it can end
    paused = a_case().accepted().started().on("2026-11-17 08:30").paused()
    assert recomputed(paused, LATER).promised_due == local("2026-12-01 17:30")


def test_the_limit_for_acceptance_moves_while_it_is_open_and_not_after() -> None:
    assert recomputed(a_case().submitted(), LATER).acceptance_due == local("2026-11-24 17:30")
    assert recomputed(a_case().accepted(), LATER).acceptance_due == local("2026-11-23 17:30")


def test_the_limit_for_signing_moves_by_its_own_minutes() -> None:
    builder = a_case().accepted().on("2026-11-19 16:30").offered()
    offered = builder.case.offered
    assert offered
    assert (offered.minutes, offered.due_at) == (240, local("2026-11-20 11:30"))
    builder.limits = replace(builder.limits, sign_minutes=30)  # not what this offer was given
    moved = recomputed(builder, LATER).offered
    assert moved
    assert moved.due_at == local("2026-11-23 11:30")


def test_papers_that_may_follow_get_more_time_and_never_less() -> None:
    before = a_case().accepted(deferred=("户口簿",)).case.deferred_until
    assert before == local("2026-11-26 17:30")
    assert recomputed(a_case().accepted(deferred=("户口簿",)), LATER).deferred_until == local("2026-11-27 17:30")
    assert recomputed(a_case().accepted(deferred=("户口簿",)), EARLIER).deferred_until == before


def test_a_year_that_becomes_official_is_no_guess_any_more() -> None:
    builder = a_case().on("2026-12-25 09:00").accepted()
    assert builder.case.provisional
    official = replace(CALENDAR, years=dict.fromkeys(CALENDAR.years, CALENDAR.years[2026]), version=2)
    assert not recomputed(builder, official).provisional


@pytest.mark.parametrize("builder", [a_case().opened(), a_case().accepted().started().completed()])
def test_a_draft_and_a_closed_case_have_no_open_limit(builder: CaseBuilder) -> None:
    with pytest.raises(Refusal, match=r"case\.move"):
        builder.do(c.Recompute(), the_platform())


def test_a_co_handler_has_its_working_days_and_its_hours_to_sign_and_never_less() -> None:
    (before,) = a_case().accepted().started().asked().case.cohandlers
    (after,) = recomputed(a_case().accepted().started().asked(), changed(_1116=False, _1117=False)).cohandlers
    assert before.sign_by is not None
    assert after.sign_by is not None
    assert (after.due_at > before.due_at, after.sign_by > before.sign_by) == (True, True)
    # Nor does either come earlier where a day is worked that was to be off
    (sooner,) = recomputed(a_case().accepted().started().asked(), EARLIER).cohandlers
    assert (sooner.due_at, sooner.sign_by) == (before.due_at, before.sign_by)


def test_a_body_outside_has_its_working_days_too() -> None:
    (before,) = filed().case.open_filings
    (after,) = recomputed(filed(), LATER).open_filings
    assert (after.due_at > before.due_at, after.filed_at) == (True, before.filed_at)


def filed() -> CaseBuilder:
    return a_case().submitted().offered("department").signed().accepted().started().do(FILE)
