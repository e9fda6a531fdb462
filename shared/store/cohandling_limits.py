"""The limits of co-handlers, as timers: one that reminds, one that tells a coordinator."""

from shared.contracts.messages import OverdueCoHandler, RemindCoHandler
from shared.domain.cases.joint import CoHandler
from shared.domain.cases.model import Case, CaseState
from shared.domain.cases.rules.cohandling import reminder_of
from shared.store.uow import Work


def await_answers(work: Work, case: Case, *parts: CoHandler) -> None:
    """Sets both for these parts, or for all that are open, as after an undo or when the clocks run again.

    While the clocks of the case stand still none is set: nothing becomes late then.
    """
    if case.state is CaseState.PAUSED:
        return
    for part in parts or case.open_cohandlers:
        if part.overdue_at is None:
            _await_answer(work, case, part)


def _await_answer(work: Work, case: Case, part: CoHandler) -> None:
    tenant, key = case.tenant_id, f"{part.id}:{case.version}"
    late = OverdueCoHandler(tenant_id=tenant, case_id=case.id, cohandler_id=part.id)
    work.timer(late, key=key, due_at=part.due_at, case=case)
    at = reminder_of(part)
    if at and part.reminded_at is None:
        reminder = RemindCoHandler(tenant_id=tenant, case_id=case.id, cohandler_id=part.id)
        work.timer(reminder, key=key, due_at=at, case=case)
