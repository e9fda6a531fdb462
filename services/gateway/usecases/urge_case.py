"""催办 by hand: whoever has to act is told, in the history and on the desk."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def urge_case(
    deps: Deps, actor: Actor, case_id: UUID, words: str = "", *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """Urged. Raises Refusal conflict `urge.just_now` where somebody did so a moment ago."""
    return move(deps, actor, case_id, c.Urge(words=words), version, idem)
