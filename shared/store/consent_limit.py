"""The limit for the answer to a proposed pause, as a timer that ends it."""

from shared.contracts.messages import LapsePause
from shared.domain.cases.model import Case
from shared.store.uow import Work


def await_consent(work: Work, case: Case) -> None:
    """Sets it for the proposal that is open; one that an undo opened again gets a timer of its own."""
    proposal = case.pause_proposal
    if proposal is None:
        return
    end = LapsePause(tenant_id=case.tenant_id, case_id=case.id, proposal_id=proposal.id)
    work.timer(end, key=f"{proposal.id}:{case.version}", due_at=proposal.answer_due, case=case)
