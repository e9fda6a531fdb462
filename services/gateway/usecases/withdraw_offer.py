"""撤回: the sender takes back an offer that nobody has signed."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.cohandling_limits import await_answers
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def withdraw_offer(
    deps: Deps, actor: Actor, case_id: UUID, words: str = "", *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """Taken back. Raises Refusal conflict `handover.none_open`."""
    return move(deps, actor, case_id, c.WithdrawOffer(words=words), version, idem, then=await_answers)
