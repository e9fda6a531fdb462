"""Reports of calls, as their supplier posts them: a key while the call goes on, and how it ended."""

from uuid import UUID

from msgspec.structs import replace

from services.notify.deps import REPORTS, Deps
from services.notify.usecases.call_ends import settle
from services.notify.usecases.call_fates import grade_in
from shared.contracts.messages import TakeReceipt
from shared.domain.access.actor import platform
from shared.ports.sms import Malformed
from shared.ports.voice import CallReport
from shared.store import machine_calls, visits
from shared.store.inbox import AlreadyHeard
from shared.store.machine_calls import CallRoute, MachineCall
from shared.store.raw_sms import Raw, State
from shared.store.tokens import digest
from shared.store.uow import Work

Routed = tuple[CallReport, UUID, CallRoute | None]


def take_reports(deps: Deps, message: TakeReceipt, raw: Raw) -> list[State]:
    """What became of each report of the body, in a transaction of its tenant; none where nobody can read it."""
    with deps.work(platform(message.tenant_id)) as work:
        routed = _routed(deps, work, raw, message.reference)
    return [_apply(deps, raw, *one) for one in routed]


def _routed(deps: Deps, work: Work, raw: Raw, said: str) -> list[Routed]:
    try:
        found = deps.voices[raw.supplier].reports(raw.body)
    except Malformed:
        return []
    return [_way(work, raw, number, report, said) for number, report in enumerate(found)]


def _way(work: Work, raw: Raw, number: int, report: CallReport, said: str) -> Routed:
    heard_as = UUID(bytes=digest(work.keys.token_key, "call-report", str(raw.id), str(number))[:16])
    found = machine_calls.by_reference(work.conn, report.reference)
    return report, heard_as, found or (machine_calls.by_reference(work.conn, said) if said else None)


def _apply(deps: Deps, raw: Raw, report: CallReport, heard_as: UUID, route: CallRoute | None) -> State:
    """What another supplier than the call's own says, or of another call of theirs, is for a person."""
    if route is None:
        return "quarantined"
    try:
        with deps.hear(REPORTS, route.tenant_id, heard_as) as work:
            visits.take(work.conn, machine_calls.find(work.conn, route.call_id).call.visit_id)  # one at a time
            return _heard(work, raw, report, machine_calls.find(work.conn, route.call_id))
    except AlreadyHeard:
        return "duplicate"


def _heard(work: Work, raw: Raw, report: CallReport, call: MachineCall) -> State:
    if call.supplier != raw.supplier or call.supplier_id not in ("", report.call_id):
        return "quarantined"
    if call.call.ended_at:
        late = grade_in(report.keys) not in (None, call.call.grade)
        return "quarantined" if late else "duplicate"
    machine_calls.told(work.conn, call.call.id, report.call_id, report.keys)
    settle(work, call.call.id, replace(report, keys=""))
    return "applied"
