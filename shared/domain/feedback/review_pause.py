"""Whether the limit of an order stands still while its rating is reviewed, or an appeal decided, and for how long.

No source says: 国办发〔2019〕51号 and the local rules we read know review and appeal, and no limit that waits for them.
Our default is that it runs on. Where a locality lets it stand, that ends after so many working days however long
somebody takes, so that neither doubting nor leaving a doubt alone gains time without end.
"""

from collections.abc import Iterator
from datetime import datetime

from msgspec.structs import replace

from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.deadlines.workdays import Stop, due_after
from shared.domain.feedback.rectification import Rectification, RectificationLimits

_MOVES = ("doubted_at", "refused_at", "appealed_at", "upheld_at", "complexity")


def due_of(order: Rectification, calendar: WorkCalendar, limits: RectificationLimits) -> datetime:
    """The end of the order. While a review goes on it is taken to use up all the days it may stand still."""
    stops = tuple(_stops(order, calendar, limits)) if limits.review_pause_days else ()
    return due_after(order.opened_at, limits.days(order.complexity), calendar, stops)


def moved(
    before: Rectification, after: Rectification, calendar: WorkCalendar, limits: RectificationLimits
) -> Rectification:
    """The order after an act, with the end that a review which begins or ends gives it, or another class.

    Any other act moves nothing.
    """
    same = all(getattr(before, name) == getattr(after, name) for name in _MOVES)
    if same or after.closed_at or not limits.review_pause_days:
        return after
    return replace(after, due_at=due_of(after, calendar, limits))


def _stops(order: Rectification, calendar: WorkCalendar, limits: RectificationLimits) -> Iterator[Stop]:
    for since, until in ((order.doubted_at, order.refused_at), (order.appealed_at, order.upheld_at)):
        if since:
            longest = due_after(since, limits.review_pause_days, calendar)
            yield Stop(since=since, until=min(until or longest, longest))
