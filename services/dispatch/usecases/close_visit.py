"""Somebody at a counter was asked to rate their visit and did not: an occasion that nobody used."""

from uuid import UUID

from msgspec.structs import replace

from services.dispatch.deps import CONSUMER, Deps
from shared.contracts.messages import CloseVisit
from shared.domain.feedback.evaluations import over
from shared.store import evaluations


def close_visit(deps: Deps, message: CloseVisit, message_id: UUID) -> None:
    """Unanswered, whatever silence counts for elsewhere: who was standing there and said nothing is no 默认满意."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        asked = evaluations.take(work.conn, message.case_id, message.round, message.occasion)
        if asked is not None:
            limits = replace(work.reference.evaluation_limits(message.tenant_id), silence_counts=False)
            evaluations.put(work.conn, over(asked, work.now, limits))
