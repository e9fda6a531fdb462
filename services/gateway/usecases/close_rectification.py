"""差评整改, last step: what was found and done about a bad rating; the file may close then."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import receipt_of
from shared.contracts.messages import ArchiveCase
from shared.domain.access.actor import Actor
from shared.domain.feedback.rectification import Finding, close
from shared.kernel.errors import invalid
from shared.store import receipt, rectifications
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def close_rectification(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    finding: str,
    words: str,
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Closed. Raises the Refusals of `close`, conflict `rectification.none`, invalid `rectification.finding`."""
    if finding not in tuple(Finding):
        raise invalid("rectification.finding", {"finding": "rectification.finding"})
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        order = rectifications.take(work.conn, case.id, case.round)
        closed = close(order, actor, work.reference.tree, Finding(finding), words, work.now)
        work.crossing(case, frozenset({case.tenant_id}), "rectification.close")
        rectifications.put(work.conn, closed)
        work.note("rectification.close", str(case.id), finding)
        work.send(ArchiveCase(tenant_id=case.tenant_id, case_id=case.id, round=case.round))
        work.receipt = receipt.receipt_of(case)
    return receipt_of(work)
