"""Working minutes: lunch, nights, weekends, make-up Saturdays; and that minutes add up."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.deadlines.minutes import after_minutes, minutes_between
from shared.kernel.errors import Refusal
from tests.world import CALENDAR, local

moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 30)).map(lambda d: local(f"{d:%Y-%m-%d %H:%M}"))
minutes = st.integers(0, 5_000)


@pytest.mark.parametrize(
    ("start", "count", "end", "because"),
    [
        ("2026-11-16 09:00", 60, "2026-11-16 10:00", "within the morning"),
        ("2026-11-16 11:30", 60, "2026-11-16 15:00", "lunch does not count"),
        ("2026-11-16 09:00", 180, "2026-11-16 12:00", "ends with the morning"),
        ("2026-11-16 12:30", 30, "2026-11-16 15:00", "begins in the lunch break"),
        ("2026-11-16 17:00", 60, "2026-11-17 09:00", "over night"),
        ("2026-11-20 17:00", 60, "2026-11-23 09:00", "over the weekend"),
        ("2026-11-21 10:00", 240, "2026-11-23 15:00", "begins on a Saturday"),
        ("2026-02-13 17:00", 60, "2026-02-14 09:00", "a make-up Saturday counts"),
        ("2026-02-14 17:00", 60, "2026-02-24 09:00", "Spring Festival does not"),
        ("2026-11-16 06:00", 240, "2026-11-16 15:00", "before opening"),
    ],
)
def test_minutes_pass_only_while_offices_are_open(start: str, count: int, end: str, because: str) -> None:
    assert after_minutes(local(start), count, CALENDAR) == local(end), because
    assert minutes_between(local(start), local(end), CALENDAR) == count, because


def test_an_ordinary_day_has_390_minutes() -> None:
    assert minutes_between(local("2026-11-16 00:00"), local("2026-11-17 00:00"), CALENDAR) == 390


def test_nothing_passes_backwards_or_on_days_off() -> None:
    assert minutes_between(local("2026-11-17 10:00"), local("2026-11-16 10:00"), CALENDAR) == 0
    assert minutes_between(local("2026-11-16 10:00"), local("2026-11-16 09:00"), CALENDAR) == 0
    assert minutes_between(local("2026-10-01 00:00"), local("2026-10-08 00:00"), CALENDAR) == 0


@given(start=moments, one=minutes, other=minutes)
def test_minutes_add_up(start: datetime, one: int, other: int) -> None:
    middle = after_minutes(start, one, CALENDAR)
    assert after_minutes(middle, other, CALENDAR) == after_minutes(start, one + other, CALENDAR)


@given(start=moments, one=st.integers(0, 20_000), other=st.integers(0, 20_000))
def test_what_lies_between_adds_up(start: datetime, one: int, other: int) -> None:
    middle = start + timedelta(minutes=one)
    end = middle + timedelta(minutes=other)
    parts = minutes_between(start, middle, CALENDAR) + minutes_between(middle, end, CALENDAR)
    assert parts == minutes_between(start, end, CALENDAR)


@given(start=moments, count=st.integers(1, 5_000))
def test_the_two_directions_agree(start: datetime, count: int) -> None:
    end = after_minutes(start, count, CALENDAR)
    assert minutes_between(start, end, CALENDAR) == count
    assert minutes_between(start, end - timedelta(minutes=1), CALENDAR) == count - 1


def test_the_edge_of_the_calendar_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        after_minutes(local("2027-12-31 17:00"), 60, CALENDAR)
    assert refused.value.code == "calendar.year_missing"
