"""差评整改, first step: the applicant was called about a bad rating."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.order_of import act_on_order
from shared.domain.access.actor import Actor
from shared.domain.feedback.rectification import contact
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def contact_applicant(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    *,
    version: int | None = None,
    idem: Idem | None = None,
    named: UUID | None = None,
) -> Receipt:
    """Recorded, with who and when.

    Raises Refusal conflict `rectification.none`, forbidden `rectification.part`, conflict `rectification.contacted`.
    """
    return act_on_order(
        deps,
        actor,
        case_id,
        "contact",
        lambda work, order: contact(order, actor, work.reference.tree, work.now),
        version,
        idem,
        named=named,
    )
