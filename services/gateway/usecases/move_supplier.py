"""供应商停用、启用: a person of the city takes a supplier out of the choice, or puts it in again."""

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.kernel.clock import real_now
from shared.kernel.errors import forbidden, invalid, not_found
from shared.store import sms_callers, supplier_states
from shared.store.sms_by_hand import LONGEST
from shared.store.supplier_states import Which


def move_supplier(deps: Deps, actor: Actor, supplier: str, which: Which, reason: str) -> None:
    """Out: nothing new goes there, what it has stays with it. In: it begins as a newcomer.

    Raises Refusal not_found, forbidden `supplier.not_yours` elsewhere than in the topmost tenant, invalid `sms.reason`.
    """
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= LONGEST:
        raise invalid("sms.reason", {"reason": "sms.reason"})
    with deps.work(actor) as work:
        if actor.tenant_id != work.reference.root_tenant:
            raise forbidden("supplier.not_yours")
        if sms_callers.caller(work.conn, supplier) is None:
            raise not_found()
        supplier_states.move(work.conn, supplier, which, actor.name or actor.id, reason, real_now())
        work.note(f"supplier.{which}", about=supplier, reason=reason)
