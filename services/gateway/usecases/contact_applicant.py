"""差评整改, first step: the applicant was called about a bad rating."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import receipt_of
from shared.domain.access.actor import Actor
from shared.domain.feedback.rectification import contact
from shared.store import receipt, rectifications
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def contact_applicant(
    deps: Deps, actor: Actor, case_id: UUID, *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """Recorded, with who and when.

    Raises Refusal conflict `rectification.none`, forbidden `rectification.part`, conflict `rectification.contacted`.
    """
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        order = rectifications.take(work.conn, case.id, case.round)
        rectifications.put(work.conn, contact(order, actor, work.reference.tree, work.now))
        work.note("rectification.contact", str(case.id))
        work.receipt = receipt.receipt_of(case)
    return receipt_of(work)
