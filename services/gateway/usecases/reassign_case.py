"""改派: a coordinator gives a case to another site, in place of an open offer, or leaves it with its holder."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.model import HandoverKind
from shared.kernel.ids import new_id
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.signing_limit import await_signature


def reassign_case(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    to_site: str,
    reason: str,
    words: str,
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Offered with the coordinator's reason, one of REASSIGN_REASONS, and words; to its holder, off the board.

    Raises Refusal invalid `reassign.words` and those of `decide`.
    """
    offer = c.Reassign(
        handover_id=new_id(),
        to_site=to_site,
        handover=HandoverKind.REASSIGN,
        why="handover.reassigned",
        reason=reason,
        words=words,
    )
    return move(deps, actor, case_id, offer, version, idem, then=await_signature)
