"""签收: the site that was offered a case takes it over."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def sign_for(
    deps: Deps, actor: Actor, case_id: UUID, *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """The actor's site holds it from now on. Raises Refusal conflict `handover.none_open`."""
    return move(deps, actor, case_id, c.SignFor(), version, idem)
