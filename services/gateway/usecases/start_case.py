"""开始办理: the site that holds the case is at work on it."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def start_case(
    deps: Deps, actor: Actor, case_id: UUID, *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """At work. Raises Refusal illegal_move `mandate.missing` or `mandate.lapsed` for an act on behalf."""
    return move(deps, actor, case_id, c.Start(), version, idem)
