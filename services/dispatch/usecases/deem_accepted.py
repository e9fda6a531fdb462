"""The acceptance limit passed without a decision: the case counts as accepted (行政许可法 32)."""

from uuid import UUID

from services.dispatch.deps import CONSUMER, Deps
from shared.contracts.messages import DeemAccepted, TellApplicant
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import CaseState


def deem_accepted(deps: Deps, message: DeemAccepted, message_id: UUID) -> None:
    """Accepts a case that is still waiting; one that was decided meanwhile is left alone."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        if case.state is not CaseState.RECEIVED or (case.acceptance_due and work.now < case.acceptance_due):
            return  # decided meanwhile, or the calendar moved the limit, which then has a timer of its own
        case = work.save(case, decide(case, c.DeemAccepted(), work.facts(case)))
        work.send(TellApplicant(tenant_id=case.tenant_id, case_id=case.id, purpose="accepted", round=1), case)
