"""Twenty-three years of notices against two packages that know nothing of us or of each other.

What is independent: `chinesecalendar` and `holidays` were typed from the State Council's notices by different people.
Our calendar is made from the first through our own import (file, checks, publication, layers), so that equality with it
tries the import, and equality with the second tries the days. No year is left out: `holidays` has the make-up days of
all of them. They differ on one date, which is named below. Due dates are counted anew on the first package's days.
"""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import chinese_calendar
import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.deadlines.calendar import SHANGHAI, OfficeHours, Season, WorkCalendar, local_date
from shared.domain.deadlines.importing import Standing, preview, require_publishable
from shared.domain.deadlines.layers import NATION, Day, Publication, merged
from shared.domain.deadlines.minutes import after_minutes, minutes_between
from shared.domain.deadlines.notice import read
from shared.domain.deadlines.workdays import Stop, days_between, due_after
from shared.kernel.errors import Refusal
from tests.world import SITES, TREE

YEARS = range(2004, 2027)
FIRST, LAST = date(YEARS.start, 1, 1), date(YEARS.stop - 1, 12, 31)
DAYS = [FIRST + timedelta(days=i) for i in range((LAST - FIRST).days + 1)]
WORKED = [day for day in DAYS if chinese_calendar.is_workday(day)]
DIFFERENT = {date(2005, 12, 31)}
"""A Saturday that the second package has as made up for, by the notice for 2006, and the first does not have.

Not looked up by us: which of them is right does not matter to any open case."""


def a_file(year: int) -> bytes:
    """The year's special days as somebody would type them from the package."""
    days = [_entry(day) for day in DAYS if day.year == year and chinese_calendar.is_workday(day) != (day.weekday() < 5)]
    return json.dumps({"year": year, "papers": ["https://www.gov.cn/"], "days": days}).encode()


def _entry(day: date) -> dict[str, Any]:
    return {"name": f"{day:%m}", "date": day.isoformat(), "isOffDay": not chinese_calendar.is_workday(day)}


@pytest.fixture(scope="module")
def published() -> tuple[Publication, ...]:
    """Every year through the import, each with its faults looked for."""
    nothing = Standing(layers={}, hours=OfficeHours(), tree=TREE)
    seen = (preview(read(a_file(year)), year, NATION, nothing, "", "通知") for year in YEARS)
    return tuple(require_publishable(one, "通知") for one in seen)


@pytest.fixture(scope="module")
def calendar(published: tuple[Publication, ...]) -> WorkCalendar:
    """What rules are given."""
    return merged(published, OfficeHours())


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), SHANGHAI)


def test_every_day_is_worked_as_the_first_package_has_it(calendar: WorkCalendar) -> None:
    assert [day for day in DAYS if calendar.is_working(day) != chinese_calendar.is_workday(day)] == []


def test_every_day_is_worked_as_the_second_package_has_it(calendar: WorkCalendar) -> None:
    theirs = holidays.country_holidays("CN", years=YEARS)
    assert [day for day in DAYS if calendar.is_working(day) != theirs.is_working_day(day)] == sorted(DIFFERENT)


@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_every_due_date_is_the_plain_count_of_worked_days(calendar: WorkCalendar, count: int) -> None:
    for start in DAYS[:-60]:
        due = WORKED[bisect_right(WORKED, start) + count - 1]
        assert due_after(noon(start), count, calendar) == calendar.closes(due), (start, count)


def test_no_days_are_the_day_itself_or_the_next_that_is_worked(calendar: WorkCalendar) -> None:
    for start in DAYS[:-60]:
        assert due_after(noon(start), 0, calendar) == calendar.closes(WORKED[bisect_left(WORKED, start)]), start


@pytest.mark.parametrize("apart", [0, 1, 9, 30])
def test_the_days_between_are_counted_the_same_way_and_back(calendar: WorkCalendar, apart: int) -> None:
    for start in DAYS[:-60]:
        end = start + timedelta(days=apart)
        plain = bisect_right(WORKED, end) - bisect_right(WORKED, start)
        assert days_between(noon(start), noon(end), calendar) == plain, (start, apart)
        if apart:
            assert days_between(noon(end), noon(start), calendar) == -max(1, plain), (start, apart)


def _in_layers(published: tuple[Publication, ...]) -> Iterator[WorkCalendar]:
    """The nation alone, with a region's days off, and with a hall's long summer evenings on top."""
    off = tuple(Day(day=date(year, 7, day), working=False) for year in YEARS for day in (15, 16))
    long = OfficeHours(spans=((time(8), time(12)), (time(13), time(20))))
    summer = tuple(Season(since=date(year, 6, 1), until=date(year, 8, 31), hours=long) for year in YEARS)
    region = tuple(_local("15", year, days=tuple(d for d in off if d.day.year == year)) for year in YEARS)
    hall = tuple(
        _local(SITES["hall"], year, seasons=tuple(s for s in summer if s.since.year == year)) for year in YEARS
    )
    yield merged(published, OfficeHours())
    yield merged((*published, *region), OfficeHours())
    yield merged((*published, *region, *hall), OfficeHours())


def _local(layer: str, year: int, **what: Any) -> Publication:
    return Publication(layer=layer, year=year, version=2, status=_OFFICIAL, source="", **what)


_OFFICIAL = preview(
    read(a_file(2026)), 2026, NATION, Standing(layers={}, hours=OfficeHours(), tree=TREE)
).status  # the status of a year with a paper

moments = st.datetimes(datetime(2010, 1, 1), datetime(2026, 9, 1)).map(lambda d: d.replace(tzinfo=SHANGHAI))


@settings(max_examples=60, deadline=None)
@given(start=moments, first=st.integers(0, 900), then=st.integers(1, 900))
def test_minutes_add_up_over_lunch_nights_holidays_and_layers(
    published: tuple[Publication, ...], start: datetime, first: int, then: int
) -> None:
    for calendar in _in_layers(published):
        middle = after_minutes(start, first, calendar)
        end = after_minutes(start, first + then, calendar)
        assert after_minutes(middle, then, calendar) == end
        assert minutes_between(start, end, calendar) == first + then
        assert calendar.is_working(local_date(end))


@settings(max_examples=60, deadline=None)
@given(start=moments, days=st.integers(1, 30), after=st.integers(0, 200), hours=st.integers(0, 200))
def test_a_pause_gives_back_whole_days_and_never_takes_any(
    published: tuple[Publication, ...], start: datetime, days: int, after: int, hours: int
) -> None:
    since = start + timedelta(hours=after)
    stop = Stop(since=since, until=since + timedelta(hours=hours))
    for calendar in _in_layers(published):
        plain, paused = due_after(start, days, calendar), due_after(start, days, calendar, (stop,))
        given_back = days_between(plain, paused, calendar)
        covered = _whole_days(stop, calendar)
        assert plain <= paused
        assert given_back <= covered + 1  # the day on which the clock runs again, where it would have ended inside


def _whole_days(stop: Stop, calendar: WorkCalendar) -> int:
    day, last, found = local_date(stop.since), local_date(stop.until or stop.since), 0
    while day <= last:
        whole = stop.since <= calendar.opens(day) and stop.until is not None and stop.until >= calendar.closes(day)
        found += calendar.is_working(day) and whole
        day += timedelta(days=1)
    return found


@settings(max_examples=60, deadline=None)
@given(back=st.integers(0, 40), days=st.integers(0, 40))
def test_at_the_edge_of_the_last_known_year_a_date_is_right_or_refused_and_never_guessed(
    published: tuple[Publication, ...], back: int, days: int
) -> None:
    calendar, start = merged(published, OfficeHours()), LAST - timedelta(days=back)
    left = [day for day in WORKED if day > start]
    if days == 0:
        left = [day for day in WORKED if day >= start][:1]
    if max(days, 1) > len(left):
        with pytest.raises(Refusal, match=r"calendar\.year_missing"):
            due_after(noon(start), days, calendar)
    else:
        assert due_after(noon(start), days, calendar) == calendar.closes(left[max(days, 1) - 1])
