"""Whole working days: due instants that end at closing time, with stopped days left out.

The day of acceptance is not counted; the first day is the next working day (general rule of the Civil Code, to be
checked). A working day is stopped when the clock stood still for the whole of it, from opening to closing; a day on
which the clock ran for a minute counts. That granularity favours the applicant and is our default.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from shared.domain.deadlines.calendar import WorkCalendar, local_date


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch in which the clock stands still; `until` None while it lasts."""

    since: datetime
    until: datetime | None = None


def due_after(start: datetime, days: int, calendar: WorkCalendar, stops: Sequence[Stop] = ()) -> datetime:
    """The instant at which `days` whole working days after `start` are over.

    An open stop is taken to end at its beginning: while a clock stands still the earliest possible date is shown.
    Raises Refusal invalid `calendar.year_missing` when the calendar does not reach that far.
    """
    left = days
    day = local_date(start)
    if left == 0:
        return calendar.closes(day) if calendar.is_working(day) else calendar.closes(_next(day, calendar))
    for day in calendar.working_days_after(local_date(start)):
        if not stopped(day, calendar, stops):
            left -= 1
        if left == 0:
            break
    return calendar.closes(day)


def due_on_calendar(start: datetime, days: int, calendar: WorkCalendar) -> datetime:
    """The closing of the date `days` calendar days after `start`: for laws that count every day (环境影响评价法 22)."""
    return calendar.closes(local_date(start) + timedelta(days=days))


def stopped(day: date, calendar: WorkCalendar, stops: Sequence[Stop]) -> bool:
    """Whether the clock stood still from opening to closing of that date."""
    opens, closes = calendar.opens(day), calendar.closes(day)
    return any(s.since <= opens and s.until is not None and s.until >= closes for s in stops)


def days_between(now: datetime, due: datetime, calendar: WorkCalendar) -> int:
    """Working days from today to the day it is due: 0 is today, negative is late."""
    today, last = local_date(now), local_date(due)
    if now > due:
        return -max(1, _count(last, today, calendar))
    return _count(today, last, calendar)


def _count(first: date, last: date, calendar: WorkCalendar) -> int:
    count = 0
    for day in calendar.working_days_after(first):
        if day > last:
            break
        count += 1
    return count


def _next(day: date, calendar: WorkCalendar) -> date:
    return next(iter(calendar.working_days_after(day)))
