"""办结: done, with a result. The applicant is asked how it went, once this can no longer be undone."""

from datetime import timedelta
from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from services.gateway.usecases.telling import tell
from shared.contracts.messages import ArchiveCase, AskRating
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.model import Case
from shared.domain.deadlines.workdays import due_after
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work


def complete_case(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    result: str,
    words: str = "",
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Completed. Raises Refusal invalid `complete.result`, illegal_move `complete.not_started` or of the mandate."""
    return move(deps, actor, case_id, c.Complete(result=result, words=words), version, idem, then=_tell_and_ask)


def _tell_and_ask(work: Work, case: Case) -> None:
    tell(work, case, "completed", case.round, undone_as="completed")
    _ask_how_it_went(work, case)


def _ask_how_it_went(work: Work, case: Case) -> None:
    """The question waits as long as the act can be undone; without an answer the file closes in time."""
    limits = work.reference.limits(case.tenant_id)
    ask = AskRating(tenant_id=case.tenant_id, case_id=case.id, round=case.round)
    work.send(ask, case, hold=timedelta(seconds=limits.sms_hold_seconds))
    close = ArchiveCase(
        tenant_id=case.tenant_id, case_id=case.id, round=case.round, unanswered=True, completed_at=case.completed_at
    )
    due = due_after(work.now, limits.feedback_days, work.reference.calendar_at(case.tenant_id))
    work.timer(close, key=f"{case.id}:{case.version}", due_at=due, case=case)
