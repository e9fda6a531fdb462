"""协办答复: a co-handler gives its opinion on its part."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from services.gateway.usecases.placing import off_the_board
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def answer_cohandler(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    opinion: str,
    words: str,
    evidence: str = "",
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Answered. Raises Refusal invalid `cohandler.opinion`, conflict `cohandler.none` or `cohandler.unsigned`."""
    command = c.AnswerCoHandler(opinion=opinion, words=words, evidence=evidence)
    return move(deps, actor, case_id, command, version, idem, then=off_the_board)
