"""Whole working days: due instants that end at closing time, with stopped days left out.

The day of acceptance is not counted; the first day is the next working day (general rule of the Civil Code, to be
checked). A working day is stopped when the clock stood still for the whole of it, from opening to closing; a day on
which the clock ran for a minute counts. No limit runs out while its clock stands still: it ends with the day on which
the clock runs again. That granularity favours the applicant and is our default.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from shared.domain.deadlines.calendar import WorkCalendar, local_date

_DAY = timedelta(days=1)


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch in which the clock stands still; `until` None while it lasts."""

    since: datetime
    until: datetime | None = None


def due_after(start: datetime, days: int, calendar: WorkCalendar, stops: Sequence[Stop] = ()) -> datetime:
    """The instant at which `days` whole working days after `start` are over.

    Zero days end at the next closing: today's, or after hours that of the next working day. An open stop is taken to
    end at its beginning: while a clock stands still the earliest possible date is shown.
    Raises Refusal invalid `calendar.year_missing` when the calendar does not reach that far.
    """
    day, left = local_date(start), days
    if left == 0 and not (calendar.is_working(day) and start <= calendar.closes(day)):
        day = _next(day, calendar)
    while left > 0:
        day = _next(day, calendar)
        left -= not stopped(day, calendar, stops)
    while _standing(calendar.closes(day), stops):
        day = _next(day, calendar)
    return calendar.closes(day)


def due_on_calendar(start: datetime, days: int, calendar: WorkCalendar, stops: Sequence[Stop] = ()) -> datetime:
    """The closing of the date `days` calendar days after `start`, stopped ones left out (环境影响评价法 22).

    For laws that count every day; needs no notice of holidays, so it reaches beyond the years the calendar knows.
    """
    day, left = local_date(start), days
    while left > 0:
        day += _DAY
        left -= not stopped(day, calendar, stops)
    while _standing(calendar.closes(day), stops):
        day += _DAY
    return calendar.closes(day)


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
    # Looks at no date after `last`, which may be the last day of the last year the calendar knows.
    return sum(calendar.is_working(first + _DAY * i) for i in range(1, (last - first).days + 1))


def _next(day: date, calendar: WorkCalendar) -> date:
    return next(calendar.working_days_after(day))


def _standing(instant: datetime, stops: Sequence[Stop]) -> bool:
    return any(s.until is not None and s.since <= instant < s.until for s in stops)
