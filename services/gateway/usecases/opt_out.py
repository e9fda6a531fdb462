"""退订: somebody who called wants no more messages, or wants them again."""

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.kernel.checks import phone_fault
from shared.kernel.errors import conflict, invalid
from shared.store import opt_outs, reply_routes
from shared.store.sms_by_hand import LONGEST


def opt_out(deps: Deps, actor: Actor, phone: str, reason: str, wants_none: bool) -> None:
    """The number itself is kept nowhere, only its keyed digest.

    Raises Refusal invalid with the fault of the number or `sms.reason`, conflict `opt_out.stands` or `opt_out.none`.
    """
    phone, reason = phone.strip(), " ".join(reason.split())
    if fault := phone_fault(phone):
        raise invalid(fault, {"phone": fault})
    if not 0 < len(reason) <= LONGEST:
        raise invalid("sms.reason", {"reason": "sms.reason"})
    with deps.work(actor) as work:
        token, by = reply_routes.phone_token(work.keys.token_key, phone), actor.name or actor.id
        reply_routes.hold(work.conn, token)
        if wants_none and not opt_outs.put(work.conn, actor.tenant_id, token, "person", work.now, by, reason):
            raise conflict("opt_out.stands")
        if not wants_none and not opt_outs.release(work.conn, token, by, reason, work.now):
            raise conflict("opt_out.none")
        work.note("sms.opted_out" if wants_none else "sms.opted_in", about=actor.tenant_id, reason=reason)
