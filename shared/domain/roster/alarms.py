"""The alarm for a site that handles cases and has nobody to: now, or on a day to come. Nothing of it is silent."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

import msgspec

from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.roster.duty import on_duty
from shared.domain.roster.model import Roster


class AlarmKind(StrEnum):
    """What is wrong with the roster of a site."""

    EMPTY = "empty"  # no active agent is on it
    NOBODY = "nobody"  # nobody is on duty today, a working day
    SOON = "soon"  # nobody will be on duty on a working day to come


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """A site without an active agent on a working day; `away` are those whose absence is the reason, by name."""

    site_id: str
    kind: AlarmKind
    day: date
    away: tuple[str, ...] = ()


def alarm_of(roster: Roster, today: date, calendar: WorkCalendar, ahead: int) -> Alarm | None:
    """The first working day, from today to `ahead` days later, on which nobody is on duty; None when there is none.

    A year the calendar does not know is not looked into.
    """
    for day in _working(today, ahead, calendar):
        if on_duty(roster, day, calendar):
            continue
        away = tuple(m.name for m in roster.on(day) if roster.absence(m.staff_id, day))
        if not any(m.active for m in roster.on(day)):
            return Alarm(site_id=roster.site_id, kind=AlarmKind.EMPTY, day=day)
        kind = AlarmKind.NOBODY if day == today else AlarmKind.SOON
        return Alarm(site_id=roster.site_id, kind=kind, day=day, away=away)
    return None


def _working(today: date, ahead: int, calendar: WorkCalendar) -> Iterator[date]:
    for n in range(ahead + 1):
        day = today + timedelta(days=n)
        if day.year in calendar.years and calendar.is_working(day):
            yield day
