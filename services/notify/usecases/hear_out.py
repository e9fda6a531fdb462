"""An answer to one prompt: the grade it names, a refusal, or kept for a person with the reason why."""

from services.notify.usecases.purposes import SECOND_RATING, link_days
from shared.domain.cases.model import Case, CaseState
from shared.domain.feedback.evaluations import refused
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating
from shared.domain.feedback.replies import Sense, read
from shared.domain.texting.refusing import wants_no_more
from shared.kernel.errors import Refusal
from shared.ports.sms import Reply
from shared.store import evaluations, prompt_turns, second_ratings, waiting_replies
from shared.store import sms as journal
from shared.store.reply_routes import ReplyRoute
from shared.store.take_rating import take_rating
from shared.store.uow import Work

LATE, FINAL = "late", "final"  # why a reply waits although its grade is clear
_RATED = (CaseState.COMPLETED, CaseState.ARCHIVED)


def hear_out(work: Work, route: ReplyRoute, reply: Reply) -> None:
    """Rates, notes the refusal, or has the reply wait for a person. Who wants no message refuses the question, too."""
    case, reading = work.cases.get(route.case_id), read(reply.text)
    if reading.sense is Sense.REFUSAL or wants_no_more(reply.text):
        _note_refusal(work, case, route)
        return
    why = _rated(work, case, route, reading.grade) if reading.grade else reading.sense.value
    if why:
        waiting_replies.keep(work, case.id, route.round, why, reply.text)


def _rated(work: Work, case: Case, route: ReplyRoute, grade: Grade) -> str:
    """Why it could not be rated; empty where it was."""
    late = work.now > route.opened_at + link_days(work, route.tenant_id)
    if late or case.state not in _RATED or case.round != route.round:
        return LATE
    new = Rating(case_id=case.id, round=route.round, grade=grade, channel=Channel.SMS, rated_at=work.now)
    asked = journal.find(work.conn, route.sms_id)
    take = second_ratings.take if asked and asked.purpose == SECOND_RATING else take_rating
    try:
        take(work, case, new)
    except Refusal:
        return FINAL
    prompt_turns.settled(work, case.id, route.round)
    return ""


def _note_refusal(work: Work, case: Case, route: ReplyRoute) -> None:
    """Nobody asks about this round again."""
    asked = evaluations.take(work.conn, case.id, route.round)
    if asked is not None:
        evaluations.put(work.conn, refused(asked, work.now))
    prompt_turns.settled(work, case.id, route.round)
