"""不予受理: only with its legal basis, the paper handed out, and where to go instead."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.closing import close_file
from services.gateway.usecases.moving import move
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def decline_case(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    legal_basis: str,
    paper: str,
    where_to_go: str,
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Declined, and archived. Raises Refusal invalid `decline.incomplete`."""
    return move(
        deps,
        actor,
        case_id,
        c.Decline(legal_basis=legal_basis, paper=paper, where_to_go=where_to_go),
        version,
        idem,
        then=close_file,
    )
