"""Supervisions (督办): who must answer by when, and what was answered; for the sites concerned and those above."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, func, or_, select

from services.gateway.queries.places import SiteView, site_view
from shared.domain.cases.measures import Measure, Trigger
from shared.domain.cases.model import OPEN_STATES, CaseState
from shared.domain.deadlines.lamps import Lamp, lamp
from shared.domain.deadlines.workdays import days_between
from shared.kernel.paging import numbered
from shared.store.tables.cases import cases
from shared.store.tables.measures import escalations as t
from shared.store.uow import Work

PAGE_SIZE = 100
"""Supervisions of one page. Our default."""

_WAITING = tuple(state.value for state in (*OPEN_STATES, CaseState.COMPLETED))
_ABOUT_ORDERS = (Trigger.BAD_RATING.value, Trigger.UNCALLED.value)


class Supervision(msgspec.Struct, frozen=True, kw_only=True):
    """A supervision with its case. `site` answers by `answer_due`, to `role` at `by`; `words` are the answer.

    `instead` is the site that answered in its place, where another one did.
    """

    case_id: UUID
    number: str
    item_name: str
    applicant: str
    trigger: str
    n: int
    rule: str
    priority: int
    site: SiteView
    by: SiteView
    role: str
    vacant: bool
    at: datetime
    answer_due: datetime
    days_left: int
    lamp: Lamp
    answered_at: datetime | None
    words: str
    instead: SiteView | None = None


class Supervisions(msgspec.Struct, frozen=True, kw_only=True):
    """A `page` of them, the first of `pages` being 1; `total` counts those of all pages."""

    supervisions: tuple[Supervision, ...]
    total: int
    page: int = 1
    pages: int = 1


def supervisions(work: Work, page: int = 1) -> Supervisions:
    """Those that wait for an answer, the next due first; then those answered, the latest first.

    A `page` behind the last is the last.
    """
    total = _count(work, _listed())
    there, pages = numbered(total, PAGE_SIZE, page)
    wanted = (
        select(t, cases.c.number, cases.c.item_code, cases.c.item_version, cases.c.applicant_mask)
        .join(cases, cases.c.id == t.c.case_id)
        .where(*_concern(work), _listed())
        .order_by(t.c.answered_at.desc().nulls_first(), t.c.answer_due, *t.primary_key)
        .limit(PAGE_SIZE)
        .offset((there - 1) * PAGE_SIZE)
    )
    rows = work.conn.execute(wanted).mappings()
    return Supervisions(supervisions=tuple(_view(work, row) for row in rows), total=total, page=there, pages=pages)


def unanswered(work: Work) -> int:
    """How many wait for an answer."""
    return _count(work, and_(t.c.answered_at.is_(None), _waits()))


def _count(work: Work, which: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(t.join(cases, cases.c.id == t.c.case_id))
    return int(work.conn.execute(counted.where(*_concern(work), which)).scalar_one())


def _listed() -> ColumnElement[bool]:
    """What was answered stays, what waits waits."""
    return or_(t.c.answered_at.is_not(None), _waits())


def _waits() -> ColumnElement[bool]:
    """What is late about a case is over with the case; an order about a bad rating outlives it."""
    return or_(cases.c.state.in_(_WAITING), t.c.trigger.in_(_ABOUT_ORDERS))


def _concern(work: Work) -> tuple[ColumnElement[bool], ...]:
    actor = work.actor
    sites = [actor.site_id]
    if actor.sees_tenant:
        sites = [site.id for site in work.reference.tree if site.tenant_id == actor.tenant_id]
    return t.c.measure == Measure.SUPERVISE.value, or_(t.c.site.in_(sites), t.c.to_site.in_(sites))


def _view(work: Work, row: object) -> Supervision:
    known = dict(row)  # type: ignore[call-overload]
    tree, here, due = work.reference.tree, work.actor.site_id, known["answer_due"]
    same = {name: known[name] for name in _SAME}
    return Supervision(
        **same,
        number=known["number"] or "",
        item_name=work.reference.versions[known["item_code"], known["item_version"]].name,
        applicant=known["applicant_mask"],
        site=site_view(tree, known["site"], here),
        by=site_view(tree, known["to_site"], here),
        role=known["to_role"],
        instead=site_view(tree, by, here) if (by := known["answered_from"]) not in ("", known["site"]) else None,
        days_left=days_between(work.now, due, work.reference.calendar_at(known["tenant_id"])),
        lamp=Lamp.NONE if known["answered_at"] else lamp(work.now, due, None, None, paused=False),
    )


_SAME = ("case_id", "trigger", "n", "rule", "priority", "vacant", "at", "answer_due", "answered_at", "words")
