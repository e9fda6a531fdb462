"""Closing the file: once feedback is settled, or at once where none is asked for."""

from uuid import UUID

from services.dispatch.deps import CONSUMER, Deps
from shared.contracts.messages import ArchiveCase
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import CLOSED_STATES, Case, CaseState
from shared.domain.feedback.evaluations import EvaluationState, over
from shared.domain.feedback.ratings import settles
from shared.store import evaluations, prompt_turns, ratings, rectifications
from shared.store.report_later import report_later
from shared.store.uow import Work


def archive_case(deps: Deps, message: ArchiveCase, message_id: UUID) -> None:
    """Archives a closed case; a completed one whose feedback is open stays, and a bad rating keeps it open."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        if case.state not in CLOSED_STATES or case.state is CaseState.ARCHIVED:
            return
        settled = _settled(work, case, message)
        if settled and _time_is_over(case, message):
            _close_unanswered(work, case)
        if case.state is CaseState.COMPLETED and not settled:
            return
        work.save(case, decide(case, c.Archive(), work.facts(case, feedback_settled=settled)))


def _settled(work: Work, case: Case, message: ArchiveCase) -> bool:
    """No answer in time is settled too, and stays told apart from a good one: there is no rating row."""
    if message.round != case.round:
        return False
    rating = ratings.find(work.conn, case.id, case.round, work.keys.vault)
    order = rectifications.find(work.conn, case.id, case.round)
    looked_into = None if order is None else order.closed_at is not None
    return settles(rating, looked_into) or (rating is None and _time_is_over(case, message))


def _close_unanswered(work: Work, case: Case) -> None:
    """Nobody answered in time: a state of its own, unless somebody did answer. Other prompts may have their turn."""
    asked = evaluations.take(work.conn, case.id, case.round)
    if asked is not None:
        limits = work.reference.evaluation_limits(case.tenant_id)
        settled = over(asked, work.now, limits)
        evaluations.put(work.conn, settled)
        if settled.state is EvaluationState.DEFAULT:
            report_later(work, case.tenant_id)
    prompt_turns.settled(work, case.id, case.round)


def _time_is_over(case: Case, message: ArchiveCase) -> bool:
    """Of this completion: one that was undone and done again has its whole time again."""
    return message.unanswered and message.completed_at in (None, case.completed_at)
