"""Lamps and the instant from which a deadline is near."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.deadlines.lamps import Lamp, Nearness, lamp, warn_instant
from shared.domain.deadlines.workdays import days_between, due_after
from tests.world import CALENDAR, local

WARN, PROMISED, STATUTORY = local("2026-11-27 08:30"), local("2026-11-30 17:30"), local("2026-12-14 17:30")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-16 09:00", Lamp.GREEN),
        ("2026-11-27 08:29", Lamp.GREEN),
        ("2026-11-27 08:30", Lamp.BLUE),
        ("2026-11-30 17:30", Lamp.BLUE),
        ("2026-11-30 17:31", Lamp.YELLOW),
        ("2026-12-14 17:30", Lamp.YELLOW),
        ("2026-12-14 17:31", Lamp.RED),
    ],
)
def test_a_lamp_turns_at_its_instants(now: str, expected: Lamp) -> None:
    assert lamp(local(now), PROMISED, STATUTORY, WARN, paused=False) is expected
    # And a stopped clock shows so whatever the date
    assert lamp(local(now), PROMISED, STATUTORY, WARN, paused=True) is Lamp.PAUSED


def test_without_a_statutory_date_it_never_turns_red() -> None:
    assert lamp(local("2027-11-16"), PROMISED, None, WARN, paused=False) is Lamp.YELLOW


def test_without_a_running_clock_there_is_no_lamp() -> None:
    assert lamp(local("2026-11-16"), None, None, None, paused=False) is Lamp.NONE


@pytest.mark.parametrize(
    ("promised", "near", "warn", "because"),
    [
        (10, Nearness(), "2026-11-27 08:30", "the last fifth: Friday and Monday"),
        (5, Nearness(), "2026-11-23 08:30", "one day is a fifth of five"),
        (1, Nearness(), "2026-11-17 08:30", "the only day"),
        (10, Nearness(days=3), "2026-11-26 08:30", "three days are more than a fifth"),
        (10, Nearness(days=0, share=0.0), "2026-11-30 17:30", "never before it is due"),
        (0, Nearness(), "2026-11-16 17:30", "a same-day item is near when it is due"),
        (3, Nearness(days=9), "2026-11-17 08:30", "not before its first day"),
    ],
)
def test_a_deadline_is_near_from_the_opening_of_its_last_days(
    promised: int, near: Nearness, warn: str, because: str
) -> None:
    start = local("2026-11-16 09:00")
    due = due_after(start, promised, CALENDAR)
    assert warn_instant(start, due, promised, near, CALENDAR) == local(warn), because


def test_the_last_day_of_the_last_known_year_can_be_warned_of() -> None:
    start = local("2027-12-31 09:00")
    assert warn_instant(start, due_after(start, 0, CALENDAR), 0, Nearness(), CALENDAR) == local("2027-12-31 17:30")


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda d: local(f"{d:%Y-%m-%d %H:%M}")),
    promised=st.integers(1, 60),
)
def test_the_warning_comes_with_the_margin_left_and_before_the_due_date(start: datetime, promised: int) -> None:
    due = due_after(start, promised, CALENDAR)
    warn = warn_instant(start, due, promised, Nearness(), CALENDAR)
    assert start <= warn <= due
    assert days_between(warn, due, CALENDAR) == max(1, int(promised * 0.2)) - 1
