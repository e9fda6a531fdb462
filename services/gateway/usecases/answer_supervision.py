"""答复督办: a supervised site says what is being done about the case, or who coordinates does in its place."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def answer_supervision(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    words: str,
    site: str = "",
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Answered for the own site, or for the `site` named by who coordinates.

    Raises Refusal invalid `answer.words` or `answer.site`, or conflict `answer.none` where nothing waits.
    """
    return move(deps, actor, case_id, c.AnswerSupervision(words=words, site=site), version, idem)
