"""How quickly such cases were done: working days from taking a case over to completing it, by site and by person."""

from collections.abc import Iterator
from datetime import datetime
from statistics import median
from uuid import UUID

import msgspec
from sqlalchemy import and_, func, select

from shared.domain.cases.desk import Bucket
from shared.domain.cases.model import CaseState
from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.deadlines.minutes import minutes_between
from shared.store.tables.cases import case_events as e
from shared.store.tables.cases import case_holders as h
from shared.store.tables.cases import desk_rows as d
from shared.store.uow import Work

LATEST = 200
"""Completed cases that are looked at, the latest first."""
_DONE = (CaseState.COMPLETED.value, CaseState.ARCHIVED.value)


class Speeds(msgspec.Struct, frozen=True, kw_only=True):
    """Medians in working days; who has done none is missing."""

    sites: dict[str, float]
    people: dict[UUID, float]


def speeds(work: Work, item_code: str) -> Speeds:
    """Of one item, from what the actor's tenant completed lately."""
    took: dict[str, list[float]] = {}
    by: dict[UUID, list[float]] = {}
    for site_id, staff_id, days in _done(work, item_code):
        took.setdefault(site_id, []).append(days)
        if staff_id is not None:
            by.setdefault(staff_id, []).append(days)
    sites = {site_id: round(median(days), 1) for site_id, days in took.items()}
    return Speeds(sites=sites, people={staff_id: round(median(days), 1) for staff_id, days in by.items()})


def _done(work: Work, item_code: str) -> Iterator[tuple[str, UUID | None, float]]:
    mine = (d.c.tenant_id == work.actor.tenant_id, d.c.item_code == item_code, d.c.bucket == Bucket.CLOSED.value)
    lately = (
        select(d.c.case_id, d.c.site_id)
        .where(*mine, d.c.site_id == d.c.holder_site, d.c.state.in_(_DONE))
        .order_by(d.c.last_at.desc())
        .limit(LATEST)
        .subquery()
    )
    last = func.row_number().over(partition_by=e.c.case_id, order_by=e.c.seq.desc()).label("last")
    done = (
        select(lately.c.site_id, e.c.by_staff, h.c.since, e.c.at, last)
        .join(e, and_(e.c.case_id == lately.c.case_id, e.c.kind == "completed"))
        .join(h, and_(h.c.case_id == lately.c.case_id, h.c.until.is_(None)))
        .select_from(lately)
        .subquery()
    )
    for site_id, staff_id, since, at, _ in work.conn.execute(select(done).where(done.c.last == 1)):
        yield site_id, staff_id, _days(since, at, work.reference.calendar_at(site_id))


def _days(since: datetime, until: datetime, calendar: WorkCalendar) -> float:
    return minutes_between(since, until, calendar) / minutes_of_a_day(calendar)


def minutes_of_a_day(calendar: WorkCalendar) -> int:
    """Open minutes of an ordinary working day."""
    spans = calendar.hours.spans
    return sum((end.hour - start.hour) * 60 + end.minute - start.minute for start, end in spans) or 1
