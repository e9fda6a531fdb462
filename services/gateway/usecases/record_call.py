"""回访结果: what a call came to, what the applicant said, and what follows from it."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from services.gateway.deps import Deps
from services.gateway.usecases.dial_visit import open_call
from shared.domain.access.actor import Actor
from shared.domain.cases.model import Case
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.outcomes import Call, Outcome, after_call
from shared.domain.feedback.script import require_answers
from shared.domain.feedback.visits import Visit, require_mine
from shared.kernel.clock import real_now
from shared.kernel.errors import conflict, invalid
from shared.kernel.free_text import require_free_text
from shared.store import visits
from shared.store.heard import hear_grade, open_problem
from shared.store.uow import Work


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What the caller typed. `problem`: something is wrong that somebody must look into; `words` say what."""

    outcome: str
    grade: str = ""
    answers: tuple[str, ...] = ()
    words: str = ""
    later_at: datetime | None = None
    problem: bool = False


def record_call(deps: Deps, actor: Actor, visit_id: UUID, said: Said) -> Visit:
    """The visit after the call. A grade counts as a rating by phone; a problem opens an order.

    Raises Refusal not_found `visit.unknown`, conflict `visit.not_yours`, `visit.not_dialled` or `visit.put_off`,
    invalid `visit.outcome`, `visit.grade`, `visit.answers`, `visit.later` or `visit.problem`.
    """
    _require_sense(said)
    with deps.work(actor) as work:
        visit = visits.take(work.conn, visit_id)
        require_mine(visit, actor, real_now())
        going_on = open_call(work, visit)
        if going_on is None:
            raise conflict("visit.not_dialled")
        call = _ended(work, going_on, said)
        after = _after(work, visit, call, said)
        visits.end_call(work.conn, visit, call, work.keys.vault)
        visits.put(work.conn, after)
        _follow(work, work.cases.get(visit.case_id), visit, call, said)
        work.note("visit.record", str(visit.case_id), said.outcome)
        return after


def _require_sense(said: Said) -> None:
    if said.outcome not in tuple(Outcome):
        raise invalid("visit.outcome", {"outcome": "visit.outcome"})
    answered = said.outcome == Outcome.ANSWERED
    if said.grade and (said.grade not in tuple(Grade) or not answered):
        raise invalid("visit.grade", {"grade": "visit.grade"})
    if said.problem and (not answered or not said.words.strip()):
        raise invalid("visit.problem", {"words": "visit.problem"})
    require_answers(said.answers if answered else ())
    require_free_text({"words": said.words}, explanations=("words",))


def _ended(work: Work, call: Call, said: Said) -> Call:
    ended = replace(call, outcome=Outcome(said.outcome), ended_at=work.now, words=said.words.strip())
    return replace(ended, grade=Grade(said.grade) if said.grade else None, answers=said.answers)


def _after(work: Work, visit: Visit, call: Call, said: Said) -> Visit:
    calls = (*visits.calls_of(work.conn, visit.id)[:-1], call)
    rules, calendar = work.reference.visit_rules(visit.tenant_id), work.reference.calendar_at(visit.tenant_id)
    return after_call(visit, calls, work.now, rules, calendar, said.later_at)


def _follow(work: Work, case: Case, visit: Visit, call: Call, said: Said) -> None:
    if call.outcome is not Outcome.ANSWERED:
        return
    hear_grade(work, case, visit, call.grade, said.words)
    if said.problem:
        open_problem(work, case, visit, said.words)
