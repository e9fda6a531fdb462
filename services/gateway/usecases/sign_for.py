"""签收: the site that was offered a case takes it over, by the hand of somebody on duty there."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import apply, receipt_of
from services.gateway.usecases.telling import tell
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store import rosters
from shared.store.cohandling_limits import await_answers
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def sign_for(
    deps: Deps, actor: Actor, case_id: UUID, *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """The actor's site holds it from now on, which the applicant is told.

    Raises Refusal conflict `handover.none_open`, or illegal_move `duty.…` for somebody who is not on duty today.
    """
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        case = apply(work, case, c.SignFor(), standing=rosters.standing_of(work, actor.staff_id, actor.site_id))
        await_answers(work, case)
        tell(work, case, "handed_on", case.version, undone_as="handover_signed")
    return receipt_of(work)
