"""Lamps: what a due date looks like now, told by shape, colour and words at once."""

from datetime import datetime
from enum import StrEnum

import msgspec

from shared.domain.deadlines.calendar import WorkCalendar, local_date
from shared.domain.deadlines.workdays import days_between


class Lamp(StrEnum):
    """The state of a deadline. Thresholds are parameters (电子监察 practice; our defaults)."""

    NONE = "none"  # no clock runs yet, or none any more
    GREEN = "green"  # 时限正常
    BLUE = "blue"  # 临期: near
    YELLOW = "yellow"  # past the promised date
    RED = "red"  # past the statutory date
    PAUSED = "paused"  # 停表


class Nearness(msgspec.Struct, frozen=True, kw_only=True):
    """When a deadline counts as near: this many working days left, or this share of the promised days."""

    days: int = 1
    share: float = 0.2


def lamp(
    now: datetime, promised_due: datetime | None, statutory_due: datetime | None, warn_at: datetime | None, paused: bool
) -> Lamp:
    """The lamp at an instant, by plain comparison of instants, so that a list can be sorted by index."""
    if paused:
        return Lamp.PAUSED
    if promised_due is None:
        return Lamp.NONE
    if statutory_due is not None and now > statutory_due:
        return Lamp.RED
    if now > promised_due:
        return Lamp.YELLOW
    return Lamp.BLUE if warn_at is not None and now >= warn_at else Lamp.GREEN


def warn_instant(
    start: datetime, due: datetime, promised_days: int, near: Nearness, calendar: WorkCalendar
) -> datetime:
    """From when on a deadline is near: the opening of the last `days`, or of the last `share` of the promised days.

    What is due on the day it began is near only when it is due.
    """
    margin = max(near.days, int(promised_days * near.share))
    total = days_between(start, due, calendar)
    if total <= 0:
        return due
    wanted = max(0, total - margin)
    days = calendar.working_days_after(local_date(start))
    opening = calendar.opens(next(days))
    for _ in range(wanted):
        opening = calendar.opens(next(days))
    return min(opening, due)
