"""拨号: the number is shown to the one caller who has the visit, for this call, on record."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.calling import require_loud
from shared.domain.access.actor import Actor
from shared.domain.feedback.outcomes import Call, require_no_machine
from shared.domain.feedback.visits import CLOSED, Visit, require_mine
from shared.kernel.clock import real_now
from shared.kernel.errors import conflict
from shared.kernel.ids import new_id
from shared.store import visits
from shared.store.uow import Work


def dial_visit(deps: Deps, actor: Actor, visit_id: UUID) -> str:
    """The number. Dialled again before the call has its outcome, it is the same call, and a second look on record.

    Raises Refusal not_found `visit.unknown`, conflict `visit.not_yours`, `visit.closed`, `visit.machine` or
    `visit.quiet`.
    """
    with deps.work(actor) as work:
        visit = visits.take(work.conn, visit_id)
        require_mine(visit, actor, real_now())
        if visit.state in CLOSED:
            raise conflict("visit.closed")
        if open_call(work, visit) is None:
            require_loud(work)
            _begin(work, visit)
        case = work.cases.get(visit.case_id)
        work.note("visit.dial", str(case.id), visit.reason.value)
        return work.person(case).phone


def open_call(work: Work, visit: Visit) -> Call | None:
    """The caller's own call that goes on, if any."""
    calls = visits.calls_of(work.conn, visit.id)
    goes_on = bool(calls) and calls[-1].ended_at is None and calls[-1].by_staff == work.actor.staff_id
    return calls[-1] if goes_on else None


def _begin(work: Work, visit: Visit) -> None:
    made = visits.calls_of(work.conn, visit.id)
    require_no_machine(made)
    visits.abandon_calls(work.conn, visit, work.now)
    call = Call(
        id=new_id(),
        visit_id=visit.id,
        seq=len(made) + 1,
        dialled_at=work.now,
        by_site=work.actor.site_id,
        by_staff=work.actor.staff_id,
    )
    visits.begin_call(work.conn, visit, call)
