"""Accepting a case (受理): the number is taken, the promised and the statutory time start."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.admitted import admitted
from services.gateway.usecases.moving import apply, receipt_of
from services.gateway.usecases.telling import tell
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.model import Case
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work


def accept_case(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    papers: tuple[str, ...],
    deferred: tuple[str, ...] = (),
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Accepted. Raises the Refusals of `move`, or busy `intake.*`.

    Among them is invalid `accept.papers`, where a required paper is neither here nor deferred.
    """
    with admitted(deps, actor, idem) as work:
        case = apply(work, work.cases.get(case_id, version), c.Accept(papers=papers, deferred=deferred))
        tell_accepted(work, case)
    return receipt_of(work)


def tell_accepted(work: Work, case: Case) -> None:
    """The applicant gets the number and the promised date by SMS."""
    tell(work, case, "accepted", 1)
