"""整改难易: whoever reviews a bad rating says whether it takes 5 or 15 working days, and why."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.order_of import act_on_order
from shared.domain.access.actor import Actor
from shared.domain.feedback.rectification import Complexity, Rectification, classify
from shared.kernel.errors import invalid
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work


def classify_rectification(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    complexity: str,
    words: str,
    *,
    version: int | None = None,
    idem: Idem | None = None,
    named: UUID | None = None,
) -> Receipt:
    """The order with its new end. Raises the Refusals of `classify`, invalid `rectification.complexity`."""
    if complexity not in tuple(Complexity):
        raise invalid("rectification.complexity", {"complexity": "rectification.complexity"})
    chosen = Complexity(complexity)

    def rule(work: Work, order: Rectification) -> Rectification:
        limits, calendar = (
            work.reference.rectification_limits(order.tenant_id),
            work.reference.calendar_at(order.tenant_id),
        )
        return classify(order, actor, work.reference.tree, chosen, words, calendar, limits)

    return act_on_order(deps, actor, case_id, "classify", rule, version, idem, chosen.value, words, named=named)
