"""Nobody has signed yet: the receiver is reminded while there is still time."""

from uuid import UUID

from services.dispatch.deps import CONSUMER, Deps
from shared.contracts.messages import RemindHandover
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide


def remind_handover(deps: Deps, message: RemindHandover, message_id: UUID) -> None:
    """Acts on the very offer the timer was set for, once, and only while it is open."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        offered = case.offered
        if offered is None or offered.id != message.handover_id or offered.reminded_at:
            return
        work.save(case, decide(case, c.Remind(handover_id=offered.id), work.facts(case)))
