"""Nobody rated the round: the applicant is reminded, once for ever."""

from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from services.notify.usecases.handing import Handing, first, hand_over
from services.notify.usecases.purposes import RATING_REMINDER
from shared.contracts.messages import RemindToRate
from shared.domain.feedback.evaluations import reminded
from shared.store import evaluations
from shared.store.uow import Work


def remind_to_rate(deps: Deps, message: RemindToRate, message_id: UUID) -> None:
    """Reminds while the occasion is open; who refused, answered or was reminded is left alone."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        handing = _reminding(deps, work, message)
    hand_over(deps, handing)


def _reminding(deps: Deps, work: Work, message: RemindToRate) -> Handing | None:
    open_ = evaluations.take(work.conn, message.case_id, message.round)
    after = reminded(open_, work.now) if open_ else None
    if after is None:
        return None
    evaluations.put(work.conn, after)
    return first(deps, work, work.cases.get(message.case_id), RATING_REMINDER, message.round)
