"""转办: the site that holds a case offers it to another one."""

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


def forward_case(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    to_site: str,
    words: str = "",
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Offered; the limit for signing runs.

    Raises Refusal illegal_move `handover.unable` or `handover.contested`, and those of `decide`.
    """
    offer = c.Offer(
        handover_id=new_id(), to_site=to_site, handover=HandoverKind.FORWARD, why="handover.forwarded", words=words
    )
    return move(deps, actor, case_id, offer, version, idem, then=await_signature)
