"""终止: a case ends before its time, on one of the enumerated grounds and with the signed paper."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.closing import close_file_later
from services.gateway.usecases.moving import move
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def terminate_case(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    reason: str,
    words: str,
    paper: str,
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Terminated; archived when it can no longer be undone. Raises Refusal invalid `terminate.incomplete`."""
    command = c.Terminate(reason=reason, words=words, paper=paper)
    return move(deps, actor, case_id, command, version, idem, then=close_file_later)
