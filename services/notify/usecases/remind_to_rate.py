"""Nobody rated the round: the applicant is reminded, once for ever."""

from datetime import datetime
from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from services.notify.usecases.claiming import Handing, first
from services.notify.usecases.handing import hand_over
from services.notify.usecases.purposes import RATING, RATING_REMINDER
from shared.contracts.messages import RemindToRate
from shared.domain.cases.model import Case
from shared.domain.deadlines.calendar import local_date
from shared.domain.feedback.evaluations import remind_at, reminded
from shared.store import evaluations
from shared.store import sms as journal
from shared.store.sms import Sms, SmsState
from shared.store.uow import Work


def remind_to_rate(deps: Deps, message: RemindToRate, message_id: UUID) -> None:
    """Reminds while the occasion is open; who refused, answered or was reminded is left alone.

    Where the prompt was held back, the time until the reminder begins when it went out.
    """
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        handing = _reminding(deps, work, message)
    hand_over(deps, handing)


def _reminding(deps: Deps, work: Work, message: RemindToRate) -> Handing | None:
    open_ = evaluations.take(work.conn, message.case_id, message.round)
    after = reminded(open_, work.now) if open_ else None
    if after is None:
        return None
    case = work.cases.get(message.case_id)
    held = _held_until(journal.about(work.conn, case.id, message.round, RATING), work.now)
    if held is not None and remind_later(work, case, held):
        return None
    evaluations.put(work.conn, after)
    return first(deps, work, case, RATING_REMINDER, message.round)


def remind_later(work: Work, case: Case, since: datetime) -> bool:
    """Sets the timer that is due some working days after the prompt went out; False where that is no more to come."""
    limits = work.reference.evaluation_limits(case.tenant_id)
    due = remind_at(since, limits, work.reference.calendar_at(case.tenant_id))
    if due is None or due <= work.now:
        return False
    remind = RemindToRate(tenant_id=case.tenant_id, case_id=case.id, round=case.round)
    work.timer(remind, key=f"{case.id}:{case.round}:{local_date(due)}", due_at=due, case=case)
    return True


def _held_until(prompt: Sms | None, now: datetime) -> datetime | None:
    """Now, where nobody has the prompt yet; when it went out, where that was on a later day; else None."""
    if prompt is None or prompt.state is SmsState.FAILED:
        return None
    if prompt.state in (SmsState.WAITING, SmsState.STUCK) or prompt.sent_at is None:
        return now
    return prompt.sent_at if local_date(prompt.sent_at) > local_date(prompt.created_at) else None
