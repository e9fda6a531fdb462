"""What one site owes another is due soon: the conversation says so while there is still time."""

from uuid import UUID

from msgspec.structs import replace

from services.dispatch.deps import CONSUMER, Deps
from shared.contracts.messages import RemindObligation
from shared.domain.cooperation import obligations as rules
from shared.domain.cooperation.obligations import ObligationState
from shared.store import bells, obligations, threads


def remind_obligation(deps: Deps, message: RemindObligation, message_id: UUID) -> None:
    """Reminds once, and only while it is owed: not in a closed case, nor where two sides have become one."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        one = obligations.take(work.conn, case.id, message.obligation_id)
        if one.state is not ObligationState.OPEN or one.reminded_at or rules.is_moot(one, case):
            return
        obligations.put(work.conn, replace(one, reminded_at=work.now))
        threads.say(work, case, "debt_near", about=one.id, by_site=rules.owes(one, case), due=one.due_at)
        bells.ring_owed(work, "owed_soon", one, case)
