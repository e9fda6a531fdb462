"""终止: a case ends before its time, on one of the enumerated grounds and with the signed paper."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.closing import close_file_later
from services.gateway.usecases.moving import move
from services.gateway.usecases.telling import tell
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.model import Case
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work


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
    return move(deps, actor, case_id, command, version, idem, then=_close_and_tell)


def _close_and_tell(work: Work, case: Case) -> None:
    close_file_later(work, case)
    tell(work, case, "terminated", 1, undone_as="terminated")
