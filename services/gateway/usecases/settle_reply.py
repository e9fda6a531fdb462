"""A reply that only a person could understand is settled: rated as it meant, answered by a call, or nothing to do."""

from typing import Literal
from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.record_rating import Told, handlers_of, write_down
from shared.domain.access.actor import Actor
from shared.domain.cases.model import Case
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel
from shared.domain.feedback.recording import require_done
from shared.kernel.errors import conflict, forbidden, invalid
from shared.store import waiting_replies
from shared.store.uow import Work
from shared.store.waiting_replies import WaitingReply

Outcome = Literal["rated", "answered", "nothing"]


def settle_reply(deps: Deps, actor: Actor, reply_id: UUID, outcome: Outcome, grade: Grade | None = None) -> None:
    """Settled, on record.

    Raises Refusal not_found `reply.unknown`, conflict `reply.settled`, `reply.round` or `rating.final`, forbidden
    `rating.own`, invalid `reply.grade` where a rating has none.
    """
    if outcome == "rated" and grade is None:
        raise invalid("reply.grade", {"grade": "reply.grade"})
    with deps.work(actor) as work:
        reply = waiting_replies.take(work, reply_id)
        case = work.cases.get(reply.case_id)
        if actor.staff_id in handlers_of(work, case):
            raise forbidden("rating.own")
        if outcome == "rated" and grade is not None:
            _rate(work, case, reply, grade)
        waiting_replies.settle(work, reply, outcome)
        work.note("reply.settle", str(case.id), outcome)


def _rate(work: Work, case: Case, reply: WaitingReply, grade: Grade) -> None:
    require_done(case)
    if case.round != reply.round:
        raise conflict("reply.round")
    write_down(work, case, Told(grade=grade, channel=Channel.SMS), Channel.SMS, reply.received_at)
