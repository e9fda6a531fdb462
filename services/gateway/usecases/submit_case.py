"""Handing a draft in (收件): the acceptance limit runs, and the case looks for its place."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.admitted import admitted
from services.gateway.usecases.moving import apply, receipt_of
from shared.contracts.messages import DeemAccepted, RouteCase
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.model import Case
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work


def submit_case(
    deps: Deps, actor: Actor, case_id: UUID, *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """Received. Raises the Refusals of `move`, or busy `intake.*`."""
    with admitted(deps, actor, idem) as work:
        case = apply(work, work.cases.get(case_id, version), c.Submit())
        look_for_a_place(work, case)
    return receipt_of(work)


def look_for_a_place(work: Work, case: Case) -> None:
    """Routing, and acceptance by law unless somebody decides in time."""
    work.send(RouteCase(tenant_id=case.tenant_id, case_id=case.id, version=case.version), case)
    if case.acceptance_due and case.accepted_at is None:
        bell = DeemAccepted(tenant_id=case.tenant_id, case_id=case.id)
        work.timer(bell, key=str(case.id), due_at=case.acceptance_due, case=case)
