"""When people may be called: quiet hours, and the bands of the day in which several tries differ."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta

import msgspec

from shared.domain.deadlines.calendar import SHANGHAI, WorkCalendar, local_date

_DAY = timedelta(days=1)
_FAR = 40  # days; longer than any run of days without work


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """From one local time to another, the end left out; one that ends before it begins passes midnight."""

    since: time
    until: time

    def holds(self, at: time) -> bool:
        """Whether that time is in it."""
        if self.since <= self.until:
            return self.since <= at < self.until
        return at >= self.since or at < self.until


class CallHours(msgspec.Struct, frozen=True, kw_only=True):
    """Quiet hours, and the bands that tries are spread over. Our defaults: noon and nights are quiet, three bands."""

    quiet: tuple[Span, ...] = (Span(since=time(12), until=time(14)), Span(since=time(21), until=time(9)))
    bands: tuple[Span, ...] = (
        Span(since=time(9), until=time(12)),
        Span(since=time(14), until=time(18)),
        Span(since=time(18), until=time(21)),
    )

    def is_quiet(self, instant: datetime) -> bool:
        """Whether nobody is called then."""
        at = instant.astimezone(SHANGHAI).time()
        return any(span.holds(at) for span in self.quiet)

    def band_of(self, instant: datetime) -> int:
        """The number of the band an instant lies in, -1 for none."""
        at = instant.astimezone(SHANGHAI).time()
        return next((number for number, band in enumerate(self.bands) if band.holds(at)), -1)


def hours_of(opens: float, noon: float, after_noon: float, evening: float, closes: float) -> CallHours:
    """From the hours of the day at which calls begin, rest, go on, become evening calls and end, such as 8.5."""
    morning, rest, again, late, end = map(_clock, (opens, noon, after_noon, evening, closes))
    return CallHours(
        quiet=(Span(since=rest, until=again), Span(since=end, until=morning)),
        bands=(Span(since=morning, until=rest), Span(since=again, until=late), Span(since=late, until=end)),
    )


def _clock(hour: float) -> time:
    return time(int(hour) % 24, round(hour % 1 * 60))


def openings(after: datetime, hours: CallHours, calendar: WorkCalendar) -> Iterator[tuple[datetime, int]]:
    """The beginnings of the bands after an instant, on working days, each with its number."""
    for day in _days(local_date(after), calendar):
        for number, band in enumerate(hours.bands):
            opens = datetime.combine(day, band.since, SHANGHAI)
            if opens > after and not hours.is_quiet(opens):
                yield opens, number


def next_opening(
    after: datetime, used: Collection[int], hours: CallHours, calendar: WorkCalendar, not_on: date | None = None
) -> datetime:
    """The next beginning of a band that is not `used` yet, and not on that date; of any band where all are."""
    free = [number for number in range(len(hours.bands)) if number not in used]
    for opens, number in openings(after, hours, calendar):
        if local_date(opens) != not_on and (number in free or not free):
            return opens
    raise ValueError("no band of the day may be called in")


def _days(first: date, calendar: WorkCalendar) -> Iterator[date]:
    for ahead in range(_FAR):
        if calendar.is_working(first + ahead * _DAY):
            yield first + ahead * _DAY
