"""差评整改, last step: what was found and done about a bad rating; the file may close then."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.order_of import act_on_order
from shared.domain.access.actor import Actor
from shared.domain.feedback.rectification import Finding, Rectification, close
from shared.kernel.errors import invalid
from shared.store import rectifications
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work


def close_rectification(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    finding: str,
    words: str,
    evidence: str = "",
    *,
    attached: tuple[UUID, ...] = (),
    version: int | None = None,
    idem: Idem | None = None,
    named: UUID | None = None,
) -> Receipt:
    """Closed. Files that were shown before are evidence, too.

    Raises the Refusals of `close` and of `meant`, invalid `rectification.finding`.
    """
    if finding not in tuple(Finding):
        raise invalid("rectification.finding", {"finding": "rectification.finding"})
    found = Finding(finding)

    def rule(work: Work, order: Rectification) -> Rectification:
        rectifications.require_attached(work.conn, case_id, attached)
        shown = bool(attached) or rectifications.has_files(work.conn, order)
        return close(order, actor, work.reference.tree, found, words, work.now, evidence, shown)

    return act_on_order(
        deps, actor, case_id, "close", rule, version, idem, found.value, words, evidence, attached, named=named
    )
