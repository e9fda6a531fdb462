"""The working calendar: one entry a date, office hours with lunch, the only place that knows Asia/Shanghai."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import msgspec

from shared.kernel.errors import invalid

SHANGHAI = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)


class YearStatus(StrEnum):
    """Whether the State Council's notice for the year is in."""

    OFFICIAL = "official"
    PROVISIONAL = "provisional"  # generated from the law's fixed days; shown as provisional, raises a warning


class OfficeHours(msgspec.Struct, frozen=True, kw_only=True):
    """Opening times of a working day, morning and afternoon, local time. Default 08:30-12:00, 14:30-17:30."""

    spans: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(14, 30), time(17, 30)))

    @property
    def opening(self) -> time:
        """When the day begins."""
        return self.spans[0][0]

    @property
    def closing(self) -> time:
        """When the day, and every time limit that ends on it, ends."""
        return self.spans[-1][1]


class Season(msgspec.Struct, frozen=True, kw_only=True):
    """Office hours that hold from a date to another, both included; `until` None holds until something newer."""

    since: date
    until: date | None = None
    hours: OfficeHours

    def holds(self, day: date) -> bool:
        """Whether the date lies in it."""
        return self.since <= day and (self.until is None or day <= self.until)


class WorkCalendar(msgspec.Struct, frozen=True, kw_only=True):
    """Which dates are worked. Dates of years it does not know are refused, never guessed.

    `seasons` are asked in their order and win over `hours`. `version` is the newest publication it is made of.
    """

    years: Mapping[int, YearStatus]
    exceptions: Mapping[date, bool]
    hours: OfficeHours = OfficeHours()
    version: int = 1
    seasons: tuple[Season, ...] = ()

    def is_working(self, day: date) -> bool:
        """Whether the date is worked. Raises Refusal invalid `calendar.year_missing`."""
        if day.year not in self.years:
            raise invalid("calendar.year_missing", year=day.year)
        return self.exceptions.get(day, day.weekday() < 5)

    def is_provisional(self, instant: datetime) -> bool:
        """Whether the instant falls in a year whose notice is not out yet, or not known here."""
        return self.years.get(local_date(instant).year) is not YearStatus.OFFICIAL

    def working_days_after(self, day: date) -> Iterator[date]:
        """The working days after `day`, one by one. Raises Refusal `calendar.year_missing` at the calendar's edge."""
        while True:
            day += _DAY
            if self.is_working(day):
                yield day

    def hours_on(self, day: date) -> OfficeHours:
        """The office hours of a date: of the first season it lies in, else the usual ones."""
        return next((season.hours for season in self.seasons if season.holds(day)), self.hours)

    def opens(self, day: date) -> datetime:
        """The UTC instant at which the date opens."""
        return _utc(day, self.hours_on(day).opening)

    def closes(self, day: date) -> datetime:
        """The UTC instant at which the date closes."""
        return _utc(day, self.hours_on(day).closing)

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The open stretches of a date as UTC instants; none on a day off."""
        if not self.is_working(day):
            return ()
        return tuple((_utc(day, start), _utc(day, end)) for start, end in self.hours_on(day).spans)


def local_date(instant: datetime) -> date:
    """The date in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI).date()


def _utc(day: date, at: time) -> datetime:
    return datetime.combine(day, at, SHANGHAI).astimezone(UTC)
