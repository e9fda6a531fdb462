"""差评复核: somebody who neither handled the case nor found the rating untrue confirms it, or has it mended."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.order_of import act_on_order
from shared.domain.access.actor import Actor
from shared.domain.feedback.exclusion import review
from shared.kernel.errors import invalid
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt

VERDICTS = ("exclude", "keep")
"""Left out of the figures, or kept in them and mended."""


def review_doubt(
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
    """Reviewed. Raises the Refusals of `review`, invalid `rectification.verdict`."""
    agrees = agreed(verdict)
    return act_on_order(
        deps,
        actor,
        case_id,
        "review",
        lambda work, order: review(order, actor, work.reference.tree, agrees, words, work.now),
        version,
        idem,
        verdict,
        words,
        named=named,
    )


def agreed(verdict: str) -> bool:
    """Whether it says to leave the rating out. Raises Refusal invalid `rectification.verdict`."""
    if verdict not in VERDICTS:
        raise invalid("rectification.verdict", {"verdict": "rectification.verdict"})
    return verdict == VERDICTS[0]
