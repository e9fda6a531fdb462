"""协办签收: a site that was asked takes its part on."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
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
    """Raises Refusal conflict `cohandler.none` or `cohandler.signed`."""
    return move(deps, actor, case_id, c.SignCoHandler(), version, idem)
