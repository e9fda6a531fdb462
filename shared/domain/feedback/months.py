"""Months of local time, written 2026-10."""

from datetime import UTC, date, datetime, time

from shared.domain.deadlines.calendar import SHANGHAI, WorkCalendar


def month_of(day: date) -> str:
    """The month a day lies in."""
    return f"{day.year}-{day.month:02}"


def after(month: str) -> str:
    """The month after it."""
    first = _first(month)
    return month_of(date(first.year + first.month // 12, first.month % 12 + 1, 1))


def bounds(month: str) -> tuple[datetime, datetime]:
    """Its first instant, and that of the next month."""
    return _midnight(_first(month)), _midnight(_first(after(month)))


def first_working_day(month: str, calendar: WorkCalendar) -> date:
    """The first day of it on which offices are open."""
    first = _first(month)
    return first if calendar.is_working(first) else next(iter(calendar.working_days_after(first)))


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
