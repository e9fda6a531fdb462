"""按比例抽取回访: once a month who is called about what was completed in it, with a record that draws it again."""

from datetime import datetime, timedelta
from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from shared.contracts.messages import DrawVisits, PlaceCall
from shared.domain.cases.model import Case
from shared.domain.deadlines.calendar import WorkCalendar, local_date
from shared.domain.feedback.months import after, bounds, first_working_day, month_of
from shared.domain.feedback.sampling import draw, plan
from shared.domain.feedback.visits import VisitReason
from shared.kernel.errors import Refusal
from shared.kernel.ids import new_id
from shared.store import machine_calls, visit_plans, visits
from shared.store.uow import Work

DEFAULT_RATIO = 10  # per cent
MORNING = timedelta(hours=9)


def draw_visits(deps: Deps, message: DrawVisits, message_id: UUID) -> None:
    """Draws the month, once. A month in which everything was taken back has no plan."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        if not visit_plans.has(work.conn, message.tenant_id, message.month):
            _draw(work, message.tenant_id, message.month)


def draw_later(work: Work, case: Case) -> None:
    """The month in which the case was completed is drawn when the first working day after it begins."""
    if case.completed_at is None:
        return
    month = month_of(local_date(case.completed_at))
    message = DrawVisits(tenant_id=case.tenant_id, month=month)
    work.timer(message, key=month, due_at=_due(month, work.reference.calendar_at(case.tenant_id)))


def _due(month: str, calendar: WorkCalendar) -> datetime:
    """Where the calendar does not reach that far, the first of the month will do."""
    try:
        return calendar.opens(first_working_day(after(month), calendar))
    except Refusal:
        return bounds(month)[1] + MORNING


def _draw(work: Work, tenant_id: str, month: str) -> None:
    since, until = bounds(month)
    found = dict(visit_plans.frame(work.conn, work.reference, tenant_id, since, until))
    if not found:
        return
    plan_id = new_id()
    record = plan(month, plan_id.hex, found, work.reference.settings(tenant_id), DEFAULT_RATIO)
    chosen = draw(record)
    kept = visit_plans.record(plan_id, tenant_id, work.now, record, len(chosen))
    if not visit_plans.put_new(work.conn, kept):
        return
    for one in chosen:
        reason = VisitReason.BAD_RATING if one.bad else VisitReason.SAMPLE
        visit = visits.new(tenant_id, one.case_id, one.round, reason, found[one], work.now, plan_id)
        if visits.put_new(work.conn, visit) and machine_calls.wanted(work, tenant_id):
            work.send(PlaceCall(tenant_id=tenant_id, visit_id=visit.id))
