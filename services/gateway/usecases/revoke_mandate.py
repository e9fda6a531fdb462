"""The applicant takes the mandate back (委托撤销); nothing is done in their name from then on."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def revoke_mandate(
    deps: Deps, actor: Actor, case_id: UUID, words: str, *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """Raises Refusal illegal_move `mandate.none`."""
    return move(deps, actor, case_id, c.RevokeMandate(words=words), version, idem)
