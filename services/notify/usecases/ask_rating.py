"""A round is complete: the applicant is asked how it went, once."""

from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from services.notify.usecases.handing import first, hand_over
from services.notify.usecases.purposes import RATING
from shared.contracts.messages import AskRating


def ask_rating(deps: Deps, message: AskRating, message_id: UUID) -> None:
    """Asks, unless the round was taken back or is rated already."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        handing = first(deps, work, case, RATING, message.round)
    hand_over(deps, handing)
