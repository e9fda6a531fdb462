"""The applicant is told something by SMS, each occurrence once."""

from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from services.notify.usecases.claiming import first
from services.notify.usecases.handing import hand_over
from shared.contracts.messages import TellApplicant


def tell_applicant(deps: Deps, message: TellApplicant, message_id: UUID) -> None:
    """Tells it, while it is true and where the locality has not switched it off.

    Raises KeyError for a purpose nobody knows.
    """
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        handing = first(deps, work, case, message.purpose, message.round)
    hand_over(deps, handing)
