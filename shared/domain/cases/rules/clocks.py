"""The promised and the statutory clock of a case: both dates, when to warn, and whether a calendar year is a guess."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from shared.domain.cases.facts import Facts
from shared.domain.deadlines.lamps import warn_instant
from shared.domain.deadlines.workdays import Stop, due_after, due_on_calendar


class Clocks(msgspec.Struct, frozen=True, kw_only=True):
    """What accepting and resuming tell alike. Both dates end at closing time; no statutory date: the law sets none."""

    promised_due: datetime
    statutory_due: datetime | None
    warn_at: datetime
    provisional: bool


def clocks(
    start: datetime,
    promised_days: int,
    statutory_days: int | None,
    facts: Facts,
    stops: Sequence[Stop] = (),
    extended: int = 0,
) -> Clocks:
    """Both clocks from `start`, stopped days left out, `extended` working days longer than they were set.

    Raises Refusal invalid `calendar.year_missing`.
    """
    calendar = facts.calendar
    promised = due_after(start, promised_days + extended, calendar, stops)
    statutory = None
    if statutory_days is not None:
        if facts.item.statutory_unit == "CD":
            statutory = due_on_calendar(start, statutory_days, calendar, stops)
            statutory = due_after(statutory, extended, calendar, stops) if extended else statutory
        else:
            statutory = due_after(start, statutory_days + extended, calendar, stops)
    return Clocks(
        promised_due=promised,
        statutory_due=statutory,
        warn_at=warn_instant(start, promised, promised_days, facts.limits.near, calendar),
        provisional=any(calendar.is_provisional(due) for due in (promised, statutory) if due),
    )
