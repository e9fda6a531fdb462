"""Whose cases are whose: those that somebody accompanies at a site, and those that others have in their place."""

from collections.abc import Iterator
from datetime import date, datetime, time
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, select

from shared.contracts.messages import StandIn
from shared.domain.cases.desk import Bucket
from shared.domain.cases.model import Case
from shared.domain.deadlines.calendar import SHANGHAI
from shared.domain.roster.model import Absence
from shared.store.tables.cases import cases as c
from shared.store.tables.cases import desk_rows as d
from shared.store.uow import Work

_case = msgspec.json.Decoder(Case)


def cases_of(work: Work, site_id: str, staff_id: UUID) -> tuple[UUID, ...]:
    """The open cases that the person accompanies at the site, the next due first."""
    wanted = select(d.c.case_id).where(*_held(work, site_id), d.c.agent == staff_id)
    return tuple(work.conn.execute(wanted.order_by(d.c.due_at, d.c.case_id)).scalars())


def in_place_of(work: Work, site_id: str, staff_id: UUID) -> Iterator[Case]:
    """The open cases at the site that others have in the place of the person."""
    held = select(c.c.snapshot).join(d, d.c.case_id == c.c.id).where(*_held(work, site_id), d.c.agent.is_not(None))
    for snapshot in work.conn.execute(held.order_by(d.c.due_at, d.c.case_id)).scalars():
        case = _case.decode(snapshot)
        if case.instead_of == staff_id:
            yield case


def ring(work: Work, absence: Absence) -> None:
    """Has the person's cases looked at when the absence begins, and when it is over."""
    message = StandIn(tenant_id=work.actor.tenant_id, site_id=absence.site_id, staff_id=absence.staff_id)
    if begins(absence.from_day) <= work.now:
        work.send(message)
    else:
        work.timer(message, key=f"{absence.id}:from", due_at=begins(absence.from_day))
    work.timer(message, key=f"{absence.id}:until", due_at=begins(date.fromordinal(absence.to_day.toordinal() + 1)))


def begins(day: date) -> datetime:
    """When a date begins, in the offices' time zone."""
    return datetime.combine(day, time(), SHANGHAI)


def _held(work: Work, site_id: str) -> tuple[ColumnElement[bool], ...]:
    here = (d.c.tenant_id == work.actor.tenant_id, d.c.site_id == site_id, d.c.holder_site == d.c.site_id)
    return (*here, d.c.bucket.in_([Bucket.HOLD.value, Bucket.POOL.value]))
