"""拒收: an offer is refused with reason and words; the case looks for another place."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move_on_evidence
from services.gateway.usecases.placing import look_again
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.model import Case
from shared.store.cohandling_limits import await_answers
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work


def refuse_case(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    reason: str,
    words: str,
    evidence: str = "",
    attached: tuple[UUID, ...] = (),
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Refused; the sender goes on holding it. Raises Refusal invalid `reason.incomplete` or `evidence.file`."""
    command = c.Refuse(reason=reason, words=words, evidence=evidence, attached=attached)
    return move_on_evidence(deps, actor, case_id, command, version, idem, then=_come_back)


def _come_back(work: Work, case: Case) -> None:
    """It looks for a place, and what co-handlers owe is watched again."""
    look_again("refused")(work, case)
    await_answers(work, case)
