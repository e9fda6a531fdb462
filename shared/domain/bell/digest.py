"""早间提要: when it comes, and what it counts for whom; nothing at all where there is nothing to do."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import chain
from uuid import UUID

import msgspec

from shared.domain.access.roles import Role
from shared.domain.bell.told import COORDINATORS, HANDLERS, LEADING
from shared.domain.cases.desk import Bucket
from shared.domain.deadlines.calendar import SHANGHAI, WorkCalendar, local_date
from shared.domain.deadlines.lamps import Lamp, lamp
from shared.kernel.errors import Refusal, invalid

HOURS = range(5, 13)
"""Hours of the day at which a morning's digest may come."""

DEFAULT_HOUR = 8


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A working day, an hour of it, and the instant that is."""

    day: date
    hour: int
    at: datetime


class DeskRow(msgspec.Struct, frozen=True, kw_only=True):
    """A case on the desk of a site, as far as a digest counts it."""

    site_id: str
    bucket: Bucket
    agent: UUID | None
    paused: bool
    due_at: datetime | None
    promised_due: datetime | None
    statutory_due: datetime | None
    decides: bool
    asked_by: UUID | None


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody with the roles they hold, by site."""

    staff_id: UUID | None
    posts: dict[str, frozenset[Role]]


def require_hour(hour: int) -> int:
    """An hour that is a morning's. Raises Refusal invalid `notice.hour`."""
    if hour not in HOURS:
        raise invalid("notice.hour", {"digest_hour": "notice.hour"})
    return hour


def next_slot(now: datetime, hours: Iterable[int], calendar: WorkCalendar) -> Slot:
    """The next of these hours on a working day, later than now; on any day where the calendar does not reach."""
    today = local_date(now)
    slots = (_slot(day, hour) for day in _days(today, calendar) for hour in sorted(set(hours)))
    return next(slot for slot in slots if slot.at > now)


def _days(today: date, calendar: WorkCalendar) -> Iterable[date]:
    try:
        first = [today] if calendar.is_working(today) else []
        later = next(iter(calendar.working_days_after(today)))
    except Refusal:
        first, later = [today], today + timedelta(days=1)
    return chain(first, [later])


def _slot(day: date, hour: int) -> Slot:
    return Slot(day=day, hour=hour, at=datetime.combine(day, time(hour), SHANGHAI))


def numbers(rows: Iterable[DeskRow], reader: Reader, now: datetime) -> dict[str, int]:
    """What waits for this person this morning, by name, without what is none."""
    counted: dict[str, int] = {}
    for row in rows:
        for name in _counts(row, reader, now):
            counted[name] = counted.get(name, 0) + 1
    return {name: counted[name] for name in NAMES if name in counted}


NAMES = ("sign", "today", "yellow", "red", "decide", "place")
"""In the order in which they are read."""


def _counts(row: DeskRow, reader: Reader, now: datetime) -> Iterable[str]:
    roles = reader.posts.get(row.site_id, frozenset())
    if row.decides and roles & LEADING and row.asked_by != reader.staff_id:
        yield "decide"
    if row.bucket is Bucket.POOL and roles & COORDINATORS:
        yield "place"
    if row.bucket in (Bucket.SIGN, Bucket.HOLD, Bucket.CO) and _theirs(row, roles, reader.staff_id):
        yield from _due(row, now)


def _theirs(row: DeskRow, roles: frozenset[Role], staff_id: UUID | None) -> bool:
    """Whoever accompanies the case, or whoever leads there; everybody who handles cases there, if nobody is named."""
    if Role.LEADER in roles:
        return True
    return bool(roles & HANDLERS) and row.agent in (None, staff_id)


def _due(row: DeskRow, now: datetime) -> Iterable[str]:
    if row.bucket is Bucket.SIGN:
        yield "sign"
    if row.due_at is not None and not row.paused and local_date(row.due_at) == local_date(now):
        yield "today"
    if row.bucket is Bucket.HOLD:
        shown = lamp(now, row.promised_due, row.statutory_due, None, row.paused)
        yield from (name for name, one in (("yellow", Lamp.YELLOW), ("red", Lamp.RED)) if one is shown)
