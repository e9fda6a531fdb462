"""Open rectification orders (差评整改): those of the own site, or of the whole district for its centre."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, case, func, or_, select

from services.gateway.queries.places import SiteView, site_view
from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.deadlines.lamps import Lamp, lamp
from shared.domain.deadlines.workdays import days_between
from shared.domain.feedback.rectification import Rectification, RectificationState
from shared.store.rectifications import rectification
from shared.store.tables.cases import cases
from shared.store.tables.notify import rectifications as t
from shared.store.uow import Work

_MOST = 200


class OrderRow(msgspec.Struct, frozen=True, kw_only=True):
    """An open order with its case. `due_at` is the limit that counts next: the first call, then the end."""

    case_id: UUID
    number: str
    item_name: str
    applicant: str
    site: SiteView
    state: RectificationState
    opened_at: datetime
    due_at: datetime
    days_left: int
    lamp: Lamp


def open_orders(work: Work) -> tuple[OrderRow, ...]:
    """The next due first."""
    wanted = (
        select(t, cases.c.number, cases.c.item_code, cases.c.item_version, cases.c.applicant_mask)
        .join(cases, cases.c.id == t.c.case_id)
        .where(t.c.closed_at.is_(None), _mine(work))
        .order_by(case((t.c.contacted_at.is_(None), t.c.contact_due), else_=t.c.due_at), t.c.id)
        .limit(_MOST)
    )
    return tuple(_row(work, row) for row in work.conn.execute(wanted).mappings())


def open_count(work: Work) -> int:
    """How many there are."""
    wanted = select(func.count()).select_from(t).where(t.c.closed_at.is_(None), _mine(work))
    return int(work.conn.execute(wanted).scalar_one())


def lamp_of_order(order: Rectification, now: datetime, calendar: WorkCalendar) -> Lamp:
    """Green, blue on its last working day, yellow when the next limit is over, red when the whole order is."""
    if order.closed_at:
        return Lamp.NONE
    near = days_between(now, order.next_due, calendar) < 1
    return lamp(now, order.next_due, order.due_at, now if near else None, paused=False)


def _mine(work: Work) -> ColumnElement[bool]:
    actor = work.actor
    if actor.sees_tenant:
        sites = [site.id for site in work.reference.tree if site.tenant_id == actor.tenant_id]
        return or_(t.c.tenant_id == actor.tenant_id, t.c.site.in_(sites))
    return t.c.site == actor.site_id


def _row(work: Work, row: object) -> OrderRow:
    known = dict(row)  # type: ignore[call-overload]
    order = rectification(known)
    item = work.reference.versions[known["item_code"], known["item_version"]]
    calendar = work.reference.calendar_at(order.tenant_id)
    return OrderRow(
        case_id=order.case_id,
        number=known["number"] or "",
        item_name=item.name,
        applicant=known["applicant_mask"],
        site=site_view(work.reference.tree, order.site, work.actor.site_id),
        state=order.state,
        opened_at=order.opened_at,
        due_at=order.next_due,
        days_left=days_between(work.now, order.next_due, calendar),
        lamp=lamp_of_order(order, work.now, calendar),
    )
