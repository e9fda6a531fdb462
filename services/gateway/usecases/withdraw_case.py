"""撤件: the applicant no longer wants it."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.closing import close_file
from services.gateway.usecases.moving import move
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def withdraw_case(
    deps: Deps, actor: Actor, case_id: UUID, words: str = "", *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """Withdrawn, and archived."""
    return move(deps, actor, case_id, c.Withdraw(words=words), version, idem, then=close_file)
