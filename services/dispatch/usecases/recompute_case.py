"""One case's open limits computed anew, with the timers that wait for them."""

from collections.abc import Callable
from uuid import UUID

from shared.contracts.messages import DeemAccepted
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import Case, CaseState
from shared.domain.cases.rules.recomputing import moved
from shared.store import timers
from shared.store.cohandling_limits import await_answers
from shared.store.signing_limit import await_anew
from shared.store.uow import Work


def recompute_case(work: Work, case_id: UUID) -> bool:
    """Whether any date moved. One that does not move leaves no trace."""
    case = work.cases.get(case_id)
    if case.state not in _OPEN or not moved(case, work.facts(case)):
        return False
    case = work.save(case, decide(case, c.Recompute(), work.facts(case)))
    for reset in TIMERS:
        reset(work, case)
    return True


def _await_acceptance(work: Work, case: Case) -> None:
    if case.state is CaseState.RECEIVED and case.acceptance_due:
        timers.drop_all(work.conn, DeemAccepted.kind, str(case.id), case.id)
        bell = DeemAccepted(tenant_id=case.tenant_id, case_id=case.id)
        work.timer(bell, key=f"{case.id}:{case.version}", due_at=case.acceptance_due, case=case)


_OPEN = (CaseState.RECEIVED, CaseState.ACCEPTED, CaseState.HANDLING, CaseState.PAUSED)

TIMERS: tuple[Callable[[Work, Case], None], ...] = (_await_acceptance, await_anew, await_answers)
"""Who waits for a limit of a case sets its timer anew here; each is asked whenever a date of the case has moved."""
