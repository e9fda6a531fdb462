"""Whole working days: due dates at closing time, pauses at the grain of a day, calendar days, the calendar's edges."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.deadlines.calendar import local_date
from shared.domain.deadlines.workdays import Stop, days_between, due_after, due_on_calendar
from shared.kernel.errors import Refusal
from tests.world import CALENDAR, local

moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31, 23, 59)).map(lambda d: local(f"{d:%Y-%m-%d %H:%M}"))
days = st.integers(0, 60)


def stop(since: str, until: str) -> Stop:
    return Stop(since=local(since), until=local(until))


@pytest.mark.parametrize(
    ("start", "count", "due", "because"),
    [
        ("2026-11-16 09:00", 1, "2026-11-17", "the day of acceptance is not counted"),
        ("2026-11-16 23:59", 1, "2026-11-17", "not even late at night"),
        ("2026-11-17 00:00", 1, "2026-11-18", "midnight in Shanghai begins the next day"),
        ("2026-11-20 09:00", 1, "2026-11-23", "a weekend is left out"),
        ("2026-11-16 09:00", 10, "2026-11-30", "two weeks"),
        ("2026-02-13 09:00", 1, "2026-02-14", "a Saturday that is made up for"),
        ("2026-02-14 09:00", 1, "2026-02-24", "Spring Festival"),
        ("2026-02-27 09:00", 2, "2026-03-02", "a make-up Saturday, then Monday"),
        ("2026-09-30 16:00", 3, "2026-10-10", "National Day, then a make-up Saturday"),
        ("2026-12-31 09:00", 1, "2027-01-04", "over the new year"),
        ("2026-11-16 09:00", 0, "2026-11-16", "on the same day"),
        ("2026-11-16 17:30", 0, "2026-11-16", "at closing it is still today"),
        ("2026-11-16 17:31", 0, "2026-11-17", "after closing it is the next day's work"),
        ("2026-11-21 10:00", 0, "2026-11-23", "on a day off it is the next working day's work"),
    ],
)
def test_a_limit_of_working_days_ends_at_closing_time(start: str, count: int, due: str, because: str) -> None:
    assert due_after(local(start), count, CALENDAR) == local(f"{due} 17:30"), because


@given(start=moments, count=days)
def test_a_due_date_is_a_working_day_s_closing_and_never_before_its_start(start: datetime, count: int) -> None:
    due = due_after(start, count, CALENDAR)
    assert CALENDAR.is_working(local_date(due))
    assert due == CALENDAR.closes(local_date(due))
    assert due >= start


@given(start=moments, count=st.integers(1, 60), more=st.integers(1, 30))
def test_more_days_end_later_and_days_add_up(start: datetime, count: int, more: int) -> None:
    first = due_after(start, count, CALENDAR)
    assert due_after(start, count + more, CALENDAR) == due_after(first, more, CALENDAR) > first


@given(start=moments, count=st.integers(1, 60))
def test_as_many_working_days_lie_between_as_were_asked_for(start: datetime, count: int) -> None:
    assert days_between(start, due_after(start, count, CALENDAR), CALENDAR) == count


def test_a_limit_beyond_the_years_it_knows_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        due_after(local("2027-12-20 09:00"), 20, CALENDAR)
    assert (refused.value.code, refused.value.params) == ("calendar.year_missing", {"year": 2028})


def test_the_last_working_day_it_knows_may_still_be_due() -> None:
    # Given a limit that ends on Friday, the last day of 2027
    due = due_after(local("2027-12-30 09:00"), 1, CALENDAR)
    # Then nobody asks about 2028
    assert due == local("2027-12-31 17:30")
    assert days_between(local("2027-12-30 09:00"), due, CALENDAR) == 1


# -- pauses


@pytest.mark.parametrize(
    ("since", "until", "due", "because"),
    [
        ("2026-11-17 08:30", "2026-11-17 17:30", "2026-11-20", "opening to closing is one day given back"),
        ("2026-11-17 08:31", "2026-11-17 17:30", "2026-11-19", "the clock ran for a minute"),
        ("2026-11-17 08:30", "2026-11-17 17:29", "2026-11-19", "the clock ran for a minute at the end"),
        ("2026-11-16 15:00", "2026-11-18 09:00", "2026-11-20", "only the whole day between counts"),
        ("2026-11-16 10:00", "2026-11-19 09:00", "2026-11-23", "two whole days"),
        ("2026-11-20 18:00", "2026-11-23 08:00", "2026-11-19", "a stopped weekend after the limit gives nothing"),
        ("2026-11-19 10:00", "2026-11-23 09:00", "2026-11-23", "no limit runs out while its clock stands still"),
    ],
)
def test_a_pause_gives_back_whole_days(since: str, until: str, due: str, because: str) -> None:
    # Given three working days from Monday, which would end on Thursday the 19th
    stops = (stop(since, until),)
    assert due_after(local("2026-11-16 09:00"), 3, CALENDAR, stops) == local(f"{due} 17:30"), because


def test_a_stopped_make_up_saturday_is_a_day_given_back_and_a_stopped_sunday_is_not() -> None:
    start = local("2026-02-26 09:00")  # Thursday; Saturday the 28th is worked
    assert due_after(start, 3, CALENDAR) == local("2026-03-02 17:30")
    assert due_after(start, 3, CALENDAR, (stop("2026-02-28 08:00", "2026-02-28 18:00"),)) == local("2026-03-03 17:30")
    assert due_after(start, 3, CALENDAR, (stop("2026-03-01 08:00", "2026-03-01 18:00"),)) == local("2026-03-02 17:30")


def test_two_half_day_pauses_around_lunch_give_nothing_back() -> None:
    halves = (stop("2026-11-17 08:00", "2026-11-17 12:00"), stop("2026-11-17 14:30", "2026-11-17 18:00"))
    assert due_after(local("2026-11-16 09:00"), 3, CALENDAR, halves) == local("2026-11-19 17:30")


def test_an_open_pause_shows_the_earliest_possible_date() -> None:
    still = (Stop(since=local("2026-11-17 08:00")),)
    assert due_after(local("2026-11-16 09:00"), 3, CALENDAR, still) == local("2026-11-19 17:30")


@given(start=moments, count=days, data=st.data())
def test_a_pause_never_moves_a_date_earlier_nor_further_than_it_lasted(
    start: datetime, count: int, data: st.DataObject
) -> None:
    since = start + timedelta(minutes=data.draw(st.integers(0, 30_000)))
    until = since + timedelta(minutes=data.draw(st.integers(0, 30_000)))
    plain = due_after(start, count, CALENDAR)
    paused = due_after(start, count, CALENDAR, (Stop(since=since, until=until),))
    assert paused >= plain
    lasted = days_between(since, until, CALENDAR) + 1
    assert days_between(plain, paused, CALENDAR) <= lasted
    assert not since <= paused < until


# -- calendar days


def test_calendar_days_count_weekends_and_reach_beyond_the_calendar() -> None:
    assert due_on_calendar(local("2026-11-16 09:00"), 60, CALENDAR) == local("2027-01-15 17:30")
    assert due_on_calendar(local("2027-12-16 09:00"), 60, CALENDAR) == local("2028-02-14 17:30")


def test_a_pause_gives_whole_calendar_days_back() -> None:
    start = local("2026-11-16 09:00")
    # Given a stop from Friday noon to Monday noon: Saturday and Sunday stood still
    weekend = (stop("2026-11-20 12:00", "2026-11-23 12:00"),)
    assert due_on_calendar(start, 10, CALENDAR) == local("2026-11-26 17:30")
    assert due_on_calendar(start, 10, CALENDAR, weekend) == local("2026-11-28 17:30")
    # And three nights give nothing
    nights = tuple(stop(f"2026-11-{d} 18:00", f"2026-11-{d + 1} 08:00") for d in (17, 18, 19))
    assert due_on_calendar(start, 10, CALENDAR, nights) == local("2026-11-26 17:30")


# -- how many days are left


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-11-16 09:00", 3),
        ("2026-11-18 23:00", 1),
        ("2026-11-19 08:00", 0),
        ("2026-11-19 17:30", 0),
        ("2026-11-19 17:31", -1),
        ("2026-11-20 09:00", -1),
        ("2026-11-22 09:00", -1),
        ("2026-11-23 09:00", -2),
    ],
)
def test_days_left_count_down_to_zero_and_are_negative_when_late(now: str, left: int) -> None:
    assert days_between(local(now), local("2026-11-19 17:30"), CALENDAR) == left


def test_the_calendar_of_the_seed_is_the_one_tested() -> None:
    assert CALENDAR.exceptions[date(2026, 10, 10)] is True
