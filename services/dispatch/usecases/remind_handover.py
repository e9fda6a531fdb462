"""Part of the limit for signing is over: a doorbell. Whether anybody is reminded, and who, the policy says."""

from uuid import UUID

from services.dispatch.deps import CONSUMER, Deps
from services.dispatch.usecases.look_at_case import take_due
from shared.contracts.messages import RemindHandover


def remind_handover(deps: Deps, message: RemindHandover, message_id: UUID) -> None:
    """Looks while the very offer the timer was set for is open; the sweep would find it as well, a little later."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        if case.offered is not None and case.offered.id == message.handover_id:
            take_due(deps, work, case)
