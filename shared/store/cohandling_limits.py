"""The limits of co-handlers, as timers: for signing, to remind, and to tell a coordinator."""

from shared.contracts.messages import OverdueCoHandler, RemindCoHandler, UnsignedCoHandler
from shared.domain.cases.joint import CoHandler, CoHandlerState
from shared.domain.cases.model import Case, CaseState
from shared.domain.cases.rules.cohandling import reminder_of
from shared.store.uow import Work


def await_answers(work: Work, case: Case, *parts: CoHandler) -> None:
    """Sets them for these parts, or for all that are open: after an undo, when the clocks run again, an offer ends.

    While the clocks of the case stand still none is set: nothing becomes late then. One that rang while the case was
    offered did nothing.
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
    if part.sign_by and part.state is CoHandlerState.ASKED and part.unsigned_at is None:
        silent = UnsignedCoHandler(tenant_id=tenant, case_id=case.id, cohandler_id=part.id)
        work.timer(silent, key=key, due_at=part.sign_by, case=case)
    at = reminder_of(part)
    if at and part.reminded_at is None:
        reminder = RemindCoHandler(tenant_id=tenant, case_id=case.id, cohandler_id=part.id)
        work.timer(reminder, key=key, due_at=at, case=case)
