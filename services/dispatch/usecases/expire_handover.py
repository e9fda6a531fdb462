"""Nobody signed in time: the offer ends, and a coordinator gets the case in view. The holder keeps it."""

from uuid import UUID

from services.dispatch.deps import CONSUMER, Deps
from services.dispatch.usecases import placing
from shared.contracts.messages import ExpireHandover
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.routing.coordinator import coordinator_of


def expire_handover(deps: Deps, message: ExpireHandover, message_id: UUID) -> None:
    """Acts on the very offer the timer was set for, and only while it is open."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        offered = case.offered
        if offered is None or offered.id != message.handover_id:
            return
        case = work.save(case, decide(case, c.Expire(handover_id=offered.id), work.facts(case)))
        placing.pool(work, case, coordinator_of(case, offered.to_site, work.reference.tree).id, "pool.expired")
