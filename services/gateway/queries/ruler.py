"""The working-day ruler (工作日刻度): one cell per working day of a promise, and one per working day over it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

import msgspec

from shared.domain.deadlines.calendar import WorkCalendar, local_date
from shared.domain.deadlines.workdays import Stop, stopped
from shared.kernel.errors import Refusal

LIST_CELLS = 10
"""In a list longer rulers are scaled to this many cells; the exact number stands beside them in words."""

_DAY = timedelta(days=1)
_MOST = 400  # cells; a ruler is looked at, not scrolled for years
_STRONGEST_FIRST = "lotpur"


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: u used, t today, p paused, r left, o over the promise, l over the law. `last` marks the day it is due."""

    kind: str
    day: date
    last: bool = False
    today: bool = False


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A clock: since when, promised and by law until when, and when it stood still."""

    start: datetime | None
    due: datetime | None
    law: datetime | None = None
    stops: Sequence[Stop] = ()


def ruler(run: Run, now: datetime, calendar: WorkCalendar) -> tuple[Cell, ...]:
    """The cells from the first working day after the start to the due date, or to today where that is later."""
    if run.start is None or run.due is None:
        return ()
    today, last = local_date(now), local_date(run.due)
    first = local_date(run.start) + _DAY if local_date(run.start) < last else last
    days = _working(first, max(last, today) if now > run.due else last, calendar)
    return tuple(
        Cell(kind=_kind(day, run, now, calendar), day=day, last=day == last, today=day == today) for day in days
    )


def scaled(cells: Sequence[Cell], most: int = LIST_CELLS) -> tuple[str, ...]:
    """The kinds, shrunk to `most` cells where there are more; what matters most in a stretch is what it shows."""
    if len(cells) <= most:
        return tuple(cell.kind for cell in cells)
    edges = [round(i * len(cells) / most) for i in range(most + 1)]
    stretches = [{cell.kind for cell in cells[a:b]} for a, b in pairwise(edges)]
    return tuple(next(kind for kind in _STRONGEST_FIRST if kind in stretch) for stretch in stretches)


def _kind(day: date, run: Run, now: datetime, calendar: WorkCalendar) -> str:
    today = local_date(now)
    standing = next((s.since for s in run.stops if s.until is None), None)
    if stopped(day, calendar, run.stops) or (standing and local_date(standing) < day <= today):
        return "p"
    if run.law is not None and day > local_date(run.law):
        return "l"
    if run.due is not None and day > local_date(run.due):
        return "o"
    if day == today:
        return "t"
    return "u" if day < today else "r"


def _working(first: date, last: date, calendar: WorkCalendar) -> Iterator[date]:
    """Working days of a stretch; ends early where the calendar knows no further, since nothing is guessed here."""
    day = first
    try:
        for _ in range(_MOST):
            if day > last:
                return
            if calendar.is_working(day):
                yield day
            day += _DAY
    except Refusal:
        return
