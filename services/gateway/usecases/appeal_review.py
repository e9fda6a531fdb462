"""差评申诉: the site that handled the case does not accept the review, and somebody elsewhere decides."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.order_of import act_on_order
from services.gateway.usecases.review_doubt import agreed
from shared.domain.access.actor import Actor
from shared.domain.feedback.exclusion import appeal, decide
from shared.domain.feedback.rectification import Rectification
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work


def appeal_review(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    words: str,
    *,
    version: int | None = None,
    idem: Idem | None = None,
    named: UUID | None = None,
) -> Receipt:
    """Appealed. Raises the Refusals of `appeal`."""

    def rule(work: Work, order: Rectification) -> Rectification:
        limits = work.reference.rectification_limits(order.tenant_id)
        return appeal(order, actor, words, work.now, work.reference.calendar_at(order.tenant_id), limits)

    return act_on_order(deps, actor, case_id, "appeal", rule, version, idem, words=words, named=named)


def decide_appeal(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    verdict: str,
    words: str,
    *,
    version: int | None = None,
    idem: Idem | None = None,
    named: UUID | None = None,
) -> Receipt:
    """Decided for good. Raises the Refusals of `decide`, invalid `rectification.verdict`."""
    agrees = agreed(verdict)
    return act_on_order(
        deps,
        actor,
        case_id,
        "decide",
        lambda work, order: decide(order, actor, agrees, words, work.now),
        version,
        idem,
        verdict,
        words,
        named=named,
    )
