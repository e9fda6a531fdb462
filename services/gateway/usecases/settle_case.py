"""裁定: the leader of a dispute says which site handles the case; that site may not say no again."""

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


def settle_case(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    to_site: str,
    words: str,
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Offered with binding effect, or left with its holder. Raises Refusal invalid `dispute.words` and an offer's."""
    decision = c.Settle(
        handover_id=new_id(), to_site=to_site, handover=HandoverKind.SETTLE, why="handover.settled", words=words
    )
    return move(deps, actor, case_id, decision, version, idem, then=await_signature)
