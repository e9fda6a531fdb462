"""Nobody signed in time: the offer ends, and a coordinator gets the case in view. The holder keeps it.

What a leader had decided and nobody signed for comes back to the leader: not signing is no way around a decision.
"""

from uuid import UUID

from services.dispatch.deps import CONSUMER, Deps
from services.dispatch.usecases import disputing
from shared.contracts.messages import ExpireHandover
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import HandoverKind
from shared.store.cohandling_limits import await_answers


def expire_handover(deps: Deps, message: ExpireHandover, message_id: UUID) -> None:
    """Acts on the very offer the timer was set for, and only while it is open."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        offered = case.offered
        if offered is None or offered.id != message.handover_id or work.now < offered.due_at:
            return  # answered meanwhile, or the calendar moved the limit, which then has a timer of its own
        case = work.save(case, decide(case, c.Expire(handover_id=offered.id), work.facts(case)))
        await_answers(work, case)
        if offered.kind is HandoverKind.SETTLE:
            disputing.go_up(work, case, offered.to_site, (offered.to_site,))
        else:
            disputing.before_coordinator(work, case, offered.to_site, "pool.expired")
