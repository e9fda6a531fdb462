"""协办签收: a site that was asked takes its part on."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import apply, receipt_of
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store import rosters
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def sign_cohandler(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Raises Refusal conflict `cohandler.none` or `cohandler.signed`, illegal_move `duty.…` for who is not on duty."""
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        apply(work, case, c.SignCoHandler(), standing=rosters.standing_of(work, actor.staff_id, actor.site_id))
    return receipt_of(work)
