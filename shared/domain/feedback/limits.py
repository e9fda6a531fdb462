"""What the limits of an order about a bad rating call for, and how they look: occurrences and lamps, as of a case."""

from collections.abc import Iterator
from datetime import datetime

from shared.domain.cases.measures import Occurrence, Trigger
from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.deadlines.lamps import Lamp, lamp
from shared.domain.deadlines.workdays import days_between
from shared.domain.feedback.rectification import Rectification


def calls_of(order: Rectification) -> Iterator[Occurrence]:
    """An open order calls until it is closed; its first call does until that was made."""
    if order.closed_at:
        return
    since, site = order.opened_at, order.site
    key = f"{order.round}/{order.occasion}" if order.occasion else str(order.round)
    yield Occurrence(trigger=Trigger.BAD_RATING, key=key, since=since, site=site, limit=order.due_at)
    if order.contacted_at is None:
        yield Occurrence(trigger=Trigger.UNCALLED, key=key, since=since, site=site, limit=order.contact_due)


def lamp_of_order(order: Rectification, now: datetime, calendar: WorkCalendar) -> Lamp:
    """Green, blue on its last working day, yellow when the next limit is over, red when the whole order is."""
    if order.closed_at:
        return Lamp.NONE
    near = days_between(now, order.next_due, calendar) < 1
    return lamp(now, order.next_due, order.due_at, now if near else None, paused=False)
