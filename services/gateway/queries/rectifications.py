"""Rectification orders (差评整改) and their figures: those of the own site, or of the whole district for its centre."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select

from services.gateway.queries.places import SiteView, site_view
from shared.domain.deadlines.lamps import Lamp
from shared.domain.deadlines.workdays import days_between
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.limits import lamp_of_order
from shared.domain.feedback.rectification import About, Complexity, Finding, RectificationState
from shared.domain.feedback.rectification_figures import RectificationFigures
from shared.store.rectifications import rectification
from shared.store.tables.cases import cases
from shared.store.tables.notify import ratings as r
from shared.store.tables.notify import rectifications as t
from shared.store.uow import Work

_MOST = 200
_BAD = tuple(grade.value for grade in Grade if grade.is_bad)


class OrderRow(msgspec.Struct, frozen=True, kw_only=True):
    """An order with its case; `about` says where it comes from.

    `due_at` is the limit that counts next: the first call, then the end.
    """

    id: UUID
    about: About
    case_id: UUID
    number: str
    item_name: str
    applicant: str
    site: SiteView
    state: RectificationState
    complexity: Complexity
    finding: Finding | None
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    days_left: int
    lamp: Lamp


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is narrowed to; '' and an empty set narrow nothing."""

    lamp: str = ""
    state: str = ""


def open_orders(work: Work, wanted: Wanted = Wanted()) -> tuple[OrderRow, ...]:  # noqa: B008 - a frozen value
    """The next due first."""
    found = _orders(work).where(t.c.closed_at.is_(None)).order_by(_next_due(), t.c.id).limit(_MOST)
    rows = (_row(work, row) for row in work.conn.execute(found).mappings())
    return tuple(one for one in rows if wanted.lamp in ("", one.lamp) and wanted.state in ("", one.state))


def closed_orders(work: Work) -> tuple[OrderRow, ...]:
    """The last closed first."""
    found = _orders(work).where(t.c.closed_at.is_not(None)).order_by(t.c.closed_at.desc(), t.c.id).limit(_MOST)
    return tuple(_row(work, row) for row in work.conn.execute(found).mappings())


def open_count(work: Work) -> int:
    """How many open ones there are."""
    wanted = select(func.count()).select_from(t).where(t.c.closed_at.is_(None), _mine(work))
    return int(work.conn.execute(wanted).scalar_one())


def order_figures(work: Work) -> RectificationFigures:
    """What orders about bad ratings under a name come to, open and closed, of those the actor may see.

    Not those about a problem that was found on a call where nobody rated badly, or by somebody who wants no call.
    """
    counted = or_(t.c.finding.is_(None), t.c.finding.not_in([one.value for one in Finding if one.excludes]))
    closed = t.c.closed_at.is_not(None)
    row = work.conn.execute(
        select(
            func.count().filter(counted).label("bad"),
            func.count().filter(not_(counted)).label("excluded"),
            func.count().filter(counted, t.c.contacted_at.is_not(None)).label("called"),
            func.count().filter(counted, closed).label("mended"),
            func.count().filter(counted, closed, t.c.closed_at <= t.c.due_at).label("in_time"),
        )
        .join(r, and_(*(r.c[name] == t.c[name] for name in ("case_id", "round", "occasion"))))
        .where(_mine(work), r.c.grade.in_(_BAD), r.c.anonymous.is_(False))
    ).mappings()
    return RectificationFigures(**row.one())


def _orders(work: Work) -> Select[Any]:
    beside = (cases.c.number, cases.c.item_code, cases.c.item_version, cases.c.applicant_mask)
    return select(t, *beside).join(cases, cases.c.id == t.c.case_id).where(_mine(work))


def _next_due() -> ColumnElement[Any]:
    return case((t.c.contacted_at.is_(None), t.c.contact_due), else_=t.c.due_at)


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
        id=order.id,
        about=order.about,
        case_id=order.case_id,
        number=known["number"] or "",
        item_name=item.name,
        applicant=known["applicant_mask"],
        site=site_view(work.reference.tree, order.site, work.actor.site_id),
        state=order.state,
        complexity=order.complexity,
        finding=order.finding,
        opened_at=order.opened_at,
        due_at=order.next_due,
        closed_at=order.closed_at,
        days_left=days_between(work.now, order.next_due, calendar),
        lamp=lamp_of_order(order, work.now, calendar),
    )
