"""The calendar: make-up days, holidays, years it does not know, and Asia/Shanghai at the edges of a day."""

from datetime import UTC, date, datetime

import pytest

from shared.domain.deadlines.calendar import YearStatus, local_date
from shared.kernel.errors import Kind, Refusal
from tests.world import CALENDAR, a_calendar, local

MAKE_UP_DAYS = ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")


@pytest.mark.parametrize("day", MAKE_UP_DAYS)
def test_a_make_up_day_on_a_weekend_is_worked(day: str) -> None:
    assert date.fromisoformat(day).weekday() >= 5
    assert CALENDAR.is_working(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-01-01", "2026-02-17", "2026-02-23", "2026-05-05", "2026-09-25", "2026-10-07"])
def test_a_holiday_on_a_weekday_is_not_worked(day: str) -> None:
    assert date.fromisoformat(day).weekday() < 5
    assert not CALENDAR.is_working(date.fromisoformat(day))


def test_2026_has_248_working_days() -> None:
    days = (date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal()))
    assert sum(CALENDAR.is_working(day) for day in days) == 248


@pytest.mark.parametrize("year", [2025, 2028])
def test_a_year_it_does_not_know_is_refused_not_guessed(year: int) -> None:
    with pytest.raises(Refusal) as refused:
        CALENDAR.is_working(date(year, 6, 1))
    assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "calendar.year_missing")
    assert refused.value.params == {"year": year}


def test_a_year_without_its_notice_is_provisional_and_so_is_one_beyond() -> None:
    assert not CALENDAR.is_provisional(local("2026-12-31 17:30"))
    assert CALENDAR.is_provisional(local("2027-01-01"))
    assert CALENDAR.is_provisional(local("2028-01-01"))
    assert not a_calendar(y2027=YearStatus.OFFICIAL).is_provisional(local("2027-01-01"))


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_date_turns_at_midnight_in_shanghai(instant: datetime, day: date) -> None:
    assert local_date(instant) == day
    assert CALENDAR.is_provisional(instant) is (day.year == 2027)


def test_an_open_day_has_a_morning_and_an_afternoon_in_utc() -> None:
    # Given an ordinary Monday
    spans = CALENDAR.spans(date(2026, 11, 16))
    # Then it is open from 08:30 to 12:00 and from 14:30 to 17:30, eight hours behind in UTC
    assert [(f"{a:%H:%M}", f"{b:%H:%M}") for a, b in spans] == [("00:30", "04:00"), ("06:30", "09:30")]
    assert CALENDAR.opens(date(2026, 11, 16)) == spans[0][0]
    assert CALENDAR.closes(date(2026, 11, 16)) == spans[-1][1]


def test_a_day_off_has_no_open_hours() -> None:
    assert CALENDAR.spans(date(2026, 11, 15)) == ()
