"""How a machine's call ends for its visit, whichever way the end came to be known: told, asked for, or given up."""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from services.notify.usecases.call_fates import Fate, after_report, given_up, patience
from shared.contracts.messages import ResolveCall
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.outcomes import Call, after_call
from shared.domain.feedback.ratings import Channel
from shared.domain.feedback.visits import Visit, VisitReason
from shared.kernel.errors import Refusal
from shared.ports.voice import CallReport
from shared.store import machine_calls, visits
from shared.store.heard import hear_grade
from shared.store.machine_calls import MachineCall
from shared.store.uow import Work


def look_later(work: Work, tenant_id: str, call_id: UUID, at: datetime) -> None:
    """Sets the timer that asks what became of a call."""
    work.timer(ResolveCall(tenant_id=tenant_id, call_id=call_id), key=f"{call_id}:{at.isoformat()}", due_at=at)


def settle(work: Work, call_id: UUID, report: CallReport | None) -> bool:
    """Whether the call has its end, by what is known of it by now; an end that it has already stays as it is.

    Keys that were told of before count with those of the report. `report` None: nobody can say.
    """
    visit = visits.take(work.conn, machine_calls.find(work.conn, call_id).call.visit_id)
    found = machine_calls.find(work.conn, call_id)
    if found.call.ended_at:
        return True
    if (fate := _fate(work, visit, found, report)) is None:
        return False
    _end(work, visit, replace(found.call, outcome=fate.outcome, grade=fate.grade, ended_at=work.now), fate)
    return True


def _fate(work: Work, visit: Visit, found: MachineCall, report: CallReport | None) -> Fate | None:
    keys = found.keys + (report.keys if report else "")
    if report and (fate := after_report(replace(report, keys=keys))):
        return fate
    waited = work.now - found.call.dialled_at
    return given_up(report, keys) if waited >= patience(work, visit.tenant_id).longest else None


def _end(work: Work, visit: Visit, call: Call, fate: Fate) -> None:
    """A grade is a rating; without an outcome a person takes over."""
    visits.end_call(work.conn, visit, call, work.keys.vault)
    machine_calls.coded(work.conn, call.id, fate.code)
    if fate.outcome is None:
        visits.put(work.conn, replace(visit, next_at=work.now))
        work.note("visit.voice_failed", str(visit.case_id), fate.code)
        return
    visits.put(work.conn, _after(work, visit, call))
    if fate.grade:
        _rate(work, visit, fate.grade)


def _rate(work: Work, visit: Visit, grade: Grade) -> None:
    """A phone of staff rates nothing; the call has its end all the same."""
    try:
        hear_grade(work, work.cases.get(visit.case_id), visit, grade, channel=Channel.KEYS)
    except Refusal as no:
        work.note("visit.voice_unrated", str(visit.case_id), no.code)


def _after(work: Work, visit: Visit, call: Call) -> Visit:
    """What was rated badly while the phone rang is a person's by now, whatever the machine heard."""
    if visit.reason is not VisitReason.SAMPLE:
        return replace(visit, next_at=work.now)
    rules, calendar = work.reference.visit_rules(visit.tenant_id), work.reference.calendar_at(visit.tenant_id)
    return after_call(visit, [call], work.now, rules, calendar)
