"""停表: the clocks stand still for one of three causes."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.model import Case
from shared.store import threads
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work


def pause_case(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    cause: str,
    words: str,
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Raises Refusal invalid `pause.cause` or `pause.words`, illegal_move `pause.needs_consent`."""
    return move(deps, actor, case_id, c.Pause(cause=cause, words=words), version, idem, then=_tell)


def _tell(work: Work, case: Case) -> None:
    threads.say(work, case, "clock_stopped", by_site=work.actor.site_id)
