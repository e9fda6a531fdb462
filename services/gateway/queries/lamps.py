"""The lamp of a desk row in SQL: the rules' own comparison of instants, so that lists filter and sort by it."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, literal

from shared.domain.cases.desk import Bucket
from shared.domain.deadlines.lamps import Lamp
from shared.store.tables.cases import desk_rows as d

GROUPS = {
    "overdue": (Lamp.RED, Lamp.YELLOW),
    "near": (Lamp.BLUE,),
    "unstarted": (Lamp.NONE,),
    "fine": (Lamp.GREEN,),
    "paused": (Lamp.PAUSED,),
}
"""How a desk is grouped, most urgent first."""


def lamp_of_row(now: datetime) -> ColumnElement[str]:
    """The lamp's code; none where no clock runs, or none any more."""
    at = literal(now)
    return case(
        (d.c.bucket == Bucket.CLOSED.value, Lamp.NONE.value),
        (d.c.paused, Lamp.PAUSED.value),
        (d.c.promised_due.is_(None), Lamp.NONE.value),
        (and_(d.c.statutory_due.is_not(None), at > d.c.statutory_due), Lamp.RED.value),
        (at > d.c.promised_due, Lamp.YELLOW.value),
        (and_(d.c.warn_at.is_not(None), at >= d.c.warn_at), Lamp.BLUE.value),
        else_=Lamp.GREEN.value,
    )


def rank_of_row(now: datetime) -> ColumnElement[int]:
    """The place of the row's group on a desk."""
    lamp = lamp_of_row(now)
    places = [(lamp.in_([one.value for one in lamps]), place) for place, lamps in enumerate(GROUPS.values())]
    return case(*places, else_=len(GROUPS))
