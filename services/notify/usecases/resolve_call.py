"""A look after a machine's call: the supplier is asked by their own id; nobody is called again to find out."""

from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from services.notify.usecases.call_ends import look_later, settle
from services.notify.usecases.call_fates import patience
from shared.contracts.messages import ResolveCall
from shared.domain.access.actor import platform
from shared.ports.voice import CallReport, Placed, Script
from shared.store import machine_calls
from shared.store.machine_calls import MachineCall


def resolve_call(deps: Deps, message: ResolveCall, message_id: UUID) -> None:
    """Asks without any transaction; what was found is applied once."""
    with deps.work(platform(message.tenant_id)) as work:
        call = machine_calls.find(work.conn, message.call_id)
    report = _asked(deps, call)
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        if not settle(work, message.call_id, report):
            look_later(work, message.tenant_id, message.call_id, work.now + patience(work, message.tenant_id).pause)


def _asked(deps: Deps, call: MachineCall) -> CallReport | None:
    """None where nobody can be asked."""
    supplier = deps.voices.get(call.supplier)
    if call.call.ended_at or supplier is None or not supplier.can_query or not call.supplier_id:
        return None
    return supplier.query(Placed(call_id=call.supplier_id, script=Script.IVR, at=call.call.dialled_at))
