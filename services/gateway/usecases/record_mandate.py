"""Recording a signed 授权委托书: from now on we may act in the applicant's name."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from services.gateway.usecases.new_case import NewMandate
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.kernel.ids import new_id
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def record_mandate(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    mandate: NewMandate,
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """On file. Raises Refusal invalid `mandate.dates` or `mandate.paper`."""
    return move(deps, actor, case_id, mandate_command(mandate), version, idem)


def mandate_command(mandate: NewMandate) -> c.RecordMandate:
    """The command for a mandate as handed in."""
    return c.RecordMandate(
        mandate_id=new_id(),
        valid_from=mandate.valid_from,
        valid_to=mandate.valid_to,
        scope=mandate.scope,
        paper=mandate.paper,
    )
