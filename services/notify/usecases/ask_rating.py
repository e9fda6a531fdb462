"""A round is complete: the applicant is asked how it went, once, reminded once, and the month's draw is due."""

from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from services.notify.usecases.claiming import Handing, first
from services.notify.usecases.draw_visits import draw_later
from services.notify.usecases.handing import hand_over
from services.notify.usecases.purposes import RATING
from services.notify.usecases.remind_to_rate import remind_later
from shared.contracts.messages import AskRating
from shared.domain.cases.model import Case, CaseState
from shared.store import evaluations
from shared.store.uow import Work


def ask_rating(deps: Deps, message: AskRating, message_id: UUID) -> None:
    """Asks, unless the round was taken back or is rated already."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        handing = _asked(deps, work, case, message.round)
    hand_over(deps, handing)


def _asked(deps: Deps, work: Work, case: Case, round_: int) -> Handing | None:
    draw_later(work, case)
    if case.state is CaseState.COMPLETED and case.round == round_:
        evaluations.open_for(work, case)
        remind_later(work, case, work.now)
    return first(deps, work, case, RATING, round_)
