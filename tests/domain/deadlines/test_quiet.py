"""Quiet hours: from one hour of the day to another, over midnight or not, on any day of the week."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.deadlines.quiet import QuietHours
from tests.world import local


@pytest.mark.parametrize(
    ("since", "until", "now", "end"),
    [
        (21, 8, "2026-11-23 20:59:59", None),
        (21, 8, "2026-11-23 21:00", "2026-11-24 08:00"),
        (21, 8, "2026-11-23 23:59:59", "2026-11-24 08:00"),
        (21, 8, "2026-11-24 00:00", "2026-11-24 08:00"),
        (21, 8, "2026-11-24 07:59:59", "2026-11-24 08:00"),
        (21, 8, "2026-11-24 08:00", None),
        # A Sunday morning is a morning: messages need no counter to be open
        (21, 8, "2026-11-29 03:00", "2026-11-29 08:00"),
        # New year's eve
        (21, 8, "2026-12-31 22:00", "2027-01-01 08:00"),
        # The hours of rest after lunch, which lie within one day
        (12, 14.5, "2026-11-23 11:59:59", None),
        (12, 14.5, "2026-11-23 12:00", "2026-11-23 14:30"),
        (12, 14.5, "2026-11-23 14:30", None),
        (12, 14.5, "2026-11-23 23:30", None),
        # From midnight, and until midnight
        (0, 7, "2026-11-23 00:00", "2026-11-23 07:00"),
        (0, 7, "2026-11-23 23:59:59", None),
        (22, 0, "2026-11-23 23:00", "2026-11-24 00:00"),
        (22, 0, "2026-11-24 00:00", None),
        (22, 24, "2026-11-23 23:00", "2026-11-24 00:00"),
        (22, 24, "2026-11-24 00:00", None),
        # Equal hours are none
        (0, 0, "2026-11-23 00:00", None),
        (8, 8, "2026-11-23 08:00", None),
        (8, 8, "2026-11-23 03:00", None),
    ],
)
def test_it_is_quiet_between_the_hours_and_at_no_other(since: float, until: float, now: str, end: str | None) -> None:
    assert QuietHours(since=since, until=until).end(local(now)) == (local(end) if end else None)


@given(
    st.integers(0, 23),
    st.integers(0, 23),
    st.datetimes(
        min_value=local("2026-01-01").replace(tzinfo=None), max_value=local("2027-01-01").replace(tzinfo=None)
    ),
)
def test_when_they_are_over_it_is_quiet_no_more(since: int, until: int, now: object) -> None:
    hours = QuietHours(since=since, until=until)
    at = now.replace(tzinfo=local("2026-01-01").tzinfo)  # type: ignore[attr-defined]
    if end := hours.end(at):
        assert end > at
        assert hours.end(end) is None
