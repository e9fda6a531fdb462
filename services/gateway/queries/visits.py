"""The queue of return visits and the desk of one: what a caller sees before and while calling. Numbers stay hidden."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import RowMapping, case, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from services.gateway.queries.places import SiteView, site_view
from services.gateway.queries.timeline import staff_names
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.outcomes import Call, machine_on_line
from shared.domain.feedback.script import QUESTIONS
from shared.domain.feedback.visit_figures import VisitFigures, figures
from shared.domain.feedback.visits import Visit, VisitReason, VisitState
from shared.kernel.clock import real_now
from shared.store import ratings, rectifications, visits
from shared.store.tables.cases import cases
from shared.store.tables.visits import calls as c
from shared.store.tables.visits import visits as t
from shared.store.uow import Work

_MOST = 200


class VisitRow(msgspec.Struct, frozen=True, kw_only=True):
    """One in the queue. `due` says whether it may be called now, `taken_by` who has it just now."""

    id: UUID
    number: str
    item_name: str
    applicant: str
    phone_tail: str
    site: SiteView
    reason: VisitReason
    state: VisitState
    tries: int
    next_at: datetime
    due: bool
    own_site: bool
    taken_by: str


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """What waits, the urgent ones first, and the figures of all that were to be called."""

    rows: tuple[VisitRow, ...]
    due: int
    figures: VisitFigures
    quiet: bool


class CallLine(msgspec.Struct, frozen=True, kw_only=True):
    """A call with who made it and what was said; no name where a machine called."""

    call: Call
    by_name: str
    words: str


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """One visit at the caller's desk. `on_line`: the caller's own call goes on; `mine`: it is the caller's just now.

    `machine`: one has the applicant on the line, so nobody else calls.
    """

    visit: Visit
    number: str
    item_name: str
    applicant: str
    phone_tail: str
    site: SiteView
    completed_at: datetime | None
    rated: Grade | None
    rated_reasons: tuple[str, ...]
    order: UUID | None
    calls: tuple[CallLine, ...]
    mine: bool
    on_line: bool
    machine: bool
    questions: Mapping[str, tuple[str, ...]]


def queue(work: Work) -> Queue:
    """The tenant's queue."""
    urgent = case((t.c.reason != VisitReason.SAMPLE.value, 0), else_=1)
    wanted = (
        select(t, cases.c.number, cases.c.item_code, cases.c.item_version, cases.c.applicant_mask, cases.c.phone_tail)
        .add_columns(visits.with_machine().label("machine"))
        .join(cases, cases.c.id == t.c.case_id)
        .where(t.c.state == VisitState.WAITING.value)
        .order_by(t.c.next_at > work.now, urgent, t.c.next_at, t.c.id)
        .limit(_MOST)
    )
    found = work.conn.execute(wanted).mappings().all()
    names = staff_names(work, {row["locked_by"] for row in found})
    rows = tuple(_row(work, row, names) for row in found)
    hours = work.reference.visit_rules(work.actor.tenant_id).hours
    return Queue(rows=rows, due=due_count(work), figures=visit_figures(work), quiet=hours.is_quiet(work.now))


def due_count(work: Work) -> int:
    """How many may be called now."""
    waiting = (t.c.state == VisitState.WAITING.value, t.c.next_at <= work.now, ~visits.with_machine())
    return int(work.conn.execute(select(func.count()).select_from(t).where(*waiting)).scalar_one())


def visit_figures(work: Work) -> VisitFigures:
    """Of all visits of the tenant; of one that was opened again the last grade counts."""
    states = work.conn.execute(select(t.c.state, func.count()).group_by(t.c.state))
    one_each = select(c.c.grade).ext(distinct_on(c.c.visit_id)).order_by(c.c.visit_id, c.c.seq.desc())
    said = one_each.where(c.c.grade.is_not(None)).subquery()
    grades = work.conn.execute(select(said.c.grade, func.count()).group_by(said.c.grade))
    return figures(
        {VisitState(state): number for state, number in states}, {Grade(grade): number for grade, number in grades}
    )


def desk(work: Work, visit_id: UUID) -> Desk:
    """One visit. Raises Refusal not_found `visit.unknown`."""
    visit = visits.find(work.conn, visit_id)
    case_ = work.cases.get(visit.case_id)
    name, tail, _ = work.cases.beside(case_)
    made, said = visits.calls_of(work.conn, visit.id), visits.words_of(work.conn, visit, work.keys.vault)
    names = staff_names(work, {call.by_staff for call in made})
    rating = ratings.find(work.conn, visit.case_id, visit.round, work.keys.vault, visit.occasion)
    order = rectifications.find(work.conn, visit.case_id, visit.round, visit.occasion)
    mine = _mine(work, visit)
    return Desk(
        visit=visit,
        number=case_.number,
        item_name=work.reference.versions[case_.item_code, case_.item_version].name,
        applicant=name,
        phone_tail=tail,
        site=site_view(work.reference.tree, visit.site, work.actor.site_id),
        completed_at=case_.completed_at,
        rated=rating.grade if rating else None,
        rated_reasons=rating.reasons if rating else (),
        order=order.id if order else None,
        calls=tuple(
            CallLine(
                call=call, by_name=names.get(call.by_staff, "") if call.by_staff else "", words=said.get(call.id, "")
            )
            for call in made
        ),
        mine=mine,
        on_line=mine and bool(made) and made[-1].ended_at is None and made[-1].by_staff == work.actor.staff_id,
        machine=machine_on_line(made),
        questions=QUESTIONS,
    )


def _mine(work: Work, visit: Visit) -> bool:
    held = visit.locked_until is not None and visit.locked_until > real_now()
    return held and visit.locked_by is not None and visit.locked_by == work.actor.staff_id


def _row(work: Work, row: RowMapping, names: Mapping[UUID, str]) -> VisitRow:
    visit = visits.visit(row)
    held = visit.locked_until is not None and visit.locked_until > real_now()
    item = work.reference.versions[str(row["item_code"]), int(str(row["item_version"]))]
    return VisitRow(
        id=visit.id,
        number=str(row["number"] or ""),
        item_name=item.name,
        applicant=str(row["applicant_mask"]),
        phone_tail=str(row["phone_tail"]),
        site=site_view(work.reference.tree, visit.site, work.actor.site_id),
        reason=visit.reason,
        state=visit.state,
        tries=visit.tries,
        next_at=visit.next_at,
        due=visit.next_at <= work.now and not row["machine"],
        own_site=visit.site == work.actor.site_id,
        taken_by=names.get(visit.locked_by, "") if held and visit.locked_by else "",
    )
