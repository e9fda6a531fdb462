"""Working minutes: the responsibility clock of a hand-over, which runs only while offices are open."""

from datetime import datetime, timedelta

from shared.domain.deadlines.calendar import WorkCalendar, local_date

_DAY = timedelta(days=1)


def after_minutes(start: datetime, minutes: int, calendar: WorkCalendar) -> datetime:
    """The instant at which `minutes` of open office time have passed since `start`.

    Raises Refusal invalid `calendar.year_missing` when the calendar does not reach that far.
    """
    left = timedelta(minutes=minutes)
    day = local_date(start)
    while True:
        for opens, closes in calendar.spans(day):
            begin = max(opens, start)
            if begin < closes:
                if begin + left <= closes:
                    return begin + left
                left -= closes - begin
        day += _DAY


def minutes_between(start: datetime, end: datetime, calendar: WorkCalendar) -> int:
    """Whole minutes of open office time between two instants; 0 when `end` is not after `start`."""
    return int(open_time(start, end, calendar).total_seconds() // 60)


def open_time(start: datetime, end: datetime, calendar: WorkCalendar) -> timedelta:
    """Open office time between two instants, exactly: stretches that follow one another add up to the whole."""
    total = timedelta()
    day, last = local_date(start), local_date(end)
    while day <= last:
        for opens, closes in calendar.spans(day):
            total += max(timedelta(), min(closes, end) - max(opens, start))
        day += _DAY
    return total
