"""协办签收时限: a site that was asked for its part says within so many working minutes that it takes it on."""

from collections.abc import Sequence
from datetime import datetime

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.facts import Facts
from shared.domain.cases.joint import CoHandler, CoHandlerState
from shared.domain.cases.model import Case
from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.deadlines.minutes import after_minutes, minutes_between
from shared.domain.deadlines.workdays import Stop
from shared.kernel.errors import conflict


def sign_until(
    start: datetime, minutes: int, due_at: datetime, calendar: WorkCalendar, stops: Sequence[Stop] = ()
) -> datetime:
    """When so many working minutes are over, those left out in which the clocks stood still; never after `due_at`."""
    still = sum(minutes_between(max(stop.since, start), stop.until, calendar) for stop in stops if stop.until)
    return min(after_minutes(start, minutes + still, calendar), due_at)


def moved_signing(part: CoHandler, due_at: datetime, facts: Facts, stops: Sequence[Stop]) -> datetime | None:
    """The limit for signing of a part that nobody signed for, once its clock stood still; it never moves earlier."""
    if part.sign_by is None or part.state is not CoHandlerState.ASKED:
        return part.sign_by
    return max(part.sign_by, sign_until(part.asked_at, part.sign_minutes, due_at, facts.calendar, stops))


def unsigned(case: Case, command: c.UnsignedCoHandler, facts: Facts) -> tuple[e.Event, ...]:
    """Nobody signed in time: told once, and the part stays asked. Raises Refusal conflict `cohandler.stale`."""
    part = next((one for one in case.open_cohandlers if one.id == command.cohandler_id), None)
    if part is None or not is_unsigned(part, facts.now):
        raise conflict("cohandler.stale")
    return (e.CoHandlerUnsigned(cohandler_id=part.id, site=part.site, sign_by=part.sign_by or facts.now),)


def is_unsigned(part: CoHandler, now: datetime) -> bool:
    """Whether its limit for signing is over, and nobody was told yet."""
    waits = part.state is CoHandlerState.ASKED and part.unsigned_at is None
    return waits and part.sign_by is not None and now >= part.sign_by
