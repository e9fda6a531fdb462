"""差评不属实: the site finds that a bad rating is not true, or malicious; somebody else has to say so, too."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.order_of import act_on_order
from shared.domain.access.actor import Actor
from shared.domain.feedback.exclusion import doubt
from shared.domain.feedback.rectification import Finding
from shared.kernel.errors import invalid
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def doubt_rating(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    finding: str,
    words: str,
    *,
    version: int | None = None,
    idem: Idem | None = None,
    named: UUID | None = None,
) -> Receipt:
    """Waits for a review. Raises the Refusals of `doubt`, invalid `rectification.finding`."""
    if finding not in tuple(Finding):
        raise invalid("rectification.finding", {"finding": "rectification.finding"})
    found = Finding(finding)
    return act_on_order(
        deps,
        actor,
        case_id,
        "doubt",
        lambda work, order: doubt(order, actor, work.reference.tree, found, words, work.now),
        version,
        idem,
        found.value,
        words,
        named=named,
    )
