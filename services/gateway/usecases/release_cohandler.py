"""免于协办: a part is no longer needed, and its site sees the case no more."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from services.gateway.usecases.placing import off_the_board
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def release_cohandler(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    cohandler_id: UUID,
    words: str,
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Raises Refusal invalid `cohandler.release` without a reason, or conflict `cohandler.over`."""
    command = c.ReleaseCoHandler(cohandler_id=cohandler_id, words=words)
    return move(deps, actor, case_id, command, version, idem, then=off_the_board)
