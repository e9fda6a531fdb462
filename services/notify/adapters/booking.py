"""On which day a supplier booked a call, where it is asked by the day."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from shared.domain.deadlines.calendar import local_date
from shared.ports.sms import Fate, FateKind

MIDNIGHT = timedelta(minutes=10)  # a call so near to it may be booked on either day, for their clock is not ours


def first_found(at: datetime, ask: Callable[[date], Fate]) -> Fate:
    """Asked of the day in Shanghai, near midnight of both; NOT_FOUND only where no day has it."""
    first, *others = sorted({local_date(at - MIDNIGHT), local_date(at + MIDNIGHT)})
    found = ask(first)
    for day in others:
        if found.kind is FateKind.NOT_FOUND:
            found = ask(day)
    return found
