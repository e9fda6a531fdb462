"""What one site owes another is overdue: the centre above both is told, and both read that it was."""

from uuid import UUID

from msgspec.structs import replace

from services.dispatch.deps import CONSUMER, Deps
from shared.contracts.messages import DemandReply
from shared.domain.cases.model import CLOSED_STATES
from shared.domain.cooperation import obligations as rules
from shared.domain.cooperation.obligations import ObligationState
from shared.store import bells, obligations, threads


def demand_reply(deps: Deps, message: DemandReply, message_id: UUID) -> None:
    """Overdue once; it stays owed. Two sides that have become one owe each other nothing: that ends it.

    So does a case that is closed, for what was asked while it was being closed.
    """
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        one = obligations.take(work.conn, case.id, message.obligation_id)
        if one.state is not ObligationState.OPEN or one.overdue_at:
            return
        if case.state in CLOSED_STATES:
            obligations.close_with(work, case)
            return
        if rules.is_moot(one, case):
            obligations.put(work.conn, replace(one, state=ObligationState.MOOT, settled_at=work.now))
            threads.say(work, case, "debts_moot", about=one.id, count=1)
            return
        centre = rules.coordinator(one, case, work.reference.tree)
        obligations.put(work.conn, replace(one, overdue_at=work.now, escalated_to=centre))
        threads.say(work, case, "debt_overdue", about=one.id, by_site=rules.owes(one, case), to_site=centre)
        bells.ring_owed(work, "owed_late", one, case)
