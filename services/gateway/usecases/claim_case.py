"""认领: somebody on duty takes a case of their site upon themselves; of two at once one wins, the other is told who."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.queries.timeline import staff_names
from services.gateway.usecases.moving import apply, receipt_of
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.model import Case
from shared.kernel.errors import Refusal, conflict
from shared.store import rosters
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work


def claim_case(
    deps: Deps, actor: Actor, case_id: UUID, *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """The actor accompanies it from now on. Raises Refusal conflict `claim.taken` with who has it, or `duty.…`.

    A case that changed since the page was read is claimed all the same, as long as nobody else has it.
    """
    try:
        with deps.work(actor, idem) as work:
            case = work.cases.get(case_id)
            standing = rosters.standing_of(work, actor.staff_id, actor.site_id)
            apply(work, case, c.Claim(), standing=standing, agent_name=agent_name(work, case))
    except Refusal as no:
        if no.code == "case.stale":
            _tell_who(deps, actor, case_id)
        raise
    return receipt_of(work)


def agent_name(work: Work, case: Case) -> str:
    """Who accompanies the case now, by name."""
    return staff_names(work, {case.agent}).get(case.agent, "") if case.agent else ""


def _tell_who(deps: Deps, actor: Actor, case_id: UUID) -> None:
    """Raises Refusal conflict `claim.taken` where somebody else was first by a moment."""
    with deps.work(actor) as work:
        case = work.cases.get(case_id)
        if case.agent is not None and case.agent != actor.staff_id:
            raise conflict("claim.taken", name=agent_name(work, case))
