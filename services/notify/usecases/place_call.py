"""The first try by a machine: claim (commit), call without any transaction, record (commit). Never twice for a try."""

from uuid import UUID

import msgspec

from services.notify.deps import CONSUMER, Deps
from services.notify.usecases.call_ends import look_later, settle
from services.notify.usecases.call_fates import not_placed, patience
from shared.contracts.messages import PlaceCall
from shared.domain.access.actor import platform
from shared.domain.feedback.bands import openings
from shared.domain.feedback.outcomes import Call
from shared.domain.feedback.visits import CLOSED, Visit, VisitReason
from shared.kernel.checks import phone_fault
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.ports.voice import LONGEST_REFERENCE, RATING_KEYS, Outcall, Script
from shared.store import machine_calls, visits
from shared.store.tokens import digest
from shared.store.uow import Work

PURPOSE = "visit"
"""What the supplier's data call the text that is read out."""


class Dialling(msgspec.Struct, frozen=True, kw_only=True):
    """A claimed call: nobody else makes it."""

    call_id: UUID
    tenant_id: str
    supplier: str
    outcall: Outcall


def place_call(deps: Deps, message: PlaceCall, message_id: UUID) -> None:
    """Calls, unless somebody has called or is calling; what may not be called now waits for the next band.

    A crash anywhere in here leaves the call to its timer, which asks and never calls.
    """
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        dialling = _claim(deps, work, visits.take(work.conn, message.visit_id))
    if dialling is None:
        return
    answer = deps.voices[dialling.supplier].call(dialling.outcall)
    with deps.work(platform(dialling.tenant_id)) as work:
        machine_calls.placed(work.conn, dialling.call_id, answer.supplier_id, answer.code)
        if report := not_placed(dialling.outcall.reference, answer):
            settle(work, dialling.call_id, report)


def _claim(deps: Deps, work: Work, visit: Visit) -> Dialling | None:
    if not deps.voices or not _wanted(work, visit):
        return None
    hours = work.reference.visit_rules(visit.tenant_id).hours
    if hours.is_quiet(work.now):
        opens, _ = next(openings(work.now, hours, work.reference.calendar_at(visit.tenant_id)))
        again = PlaceCall(tenant_id=visit.tenant_id, visit_id=visit.id)
        work.timer(again, key=f"{visit.id}:{opens.isoformat()}", due_at=opens)
        return None
    case = work.cases.get(visit.case_id)
    phone = work.person(case).phone
    if phone_fault(phone):
        return None
    supplier = next(iter(deps.voices))
    call = _begun(work, visit, supplier)
    item = work.reference.versions[case.item_code, case.item_version]
    outcall = Outcall(
        reference=call.reference,
        phone=phone,
        script=Script.IVR,
        purpose=PURPOSE,
        params={"item": item.name},
        keys=RATING_KEYS,
    )
    return Dialling(call_id=call.call.id, tenant_id=visit.tenant_id, supplier=supplier, outcall=outcall)


def _wanted(work: Work, visit: Visit) -> bool:
    """The first try only, of what was drawn: who rated badly is called by a person."""
    if visit.state in CLOSED or visit.reason is not VisitReason.SAMPLE or visit.next_at > work.now:
        return False
    held = visit.locked_until is not None and visit.locked_until > real_now()
    return not held and not visits.calls_of(work.conn, visit.id) and machine_calls.wanted(work, visit.tenant_id)


def _begun(work: Work, visit: Visit, supplier: str) -> machine_calls.MachineCall:
    """The row that makes this call the only one of its try; nobody else calls before it has an end."""
    rules = patience(work, visit.tenant_id)
    call = Call(id=new_id(), visit_id=visit.id, seq=1, dialled_at=work.now, by_site=visit.tenant_id)
    reference = digest(work.keys.token_key, "call", str(visit.id), "1").hex()[:LONGEST_REFERENCE]
    begun = machine_calls.MachineCall(call=call, supplier=supplier, reference=reference)
    machine_calls.put_new(work.conn, visit, begun)
    visits.put(work.conn, msgspec.structs.replace(visit, next_at=work.now + rules.longest))
    look_later(work, visit.tenant_id, call.id, work.now + rules.pause)
    return begun
