"""What a supplier sent and nobody could place: understood once more, or put aside with a reason."""

from typing import Literal
from uuid import UUID

from services.gateway.deps import Deps
from shared.contracts.messages import TakeReceipt, TakeReply
from shared.domain.access.actor import Actor
from shared.kernel.errors import forbidden, invalid, not_found
from shared.store import raw_sms
from shared.store.raw_sms import What
from shared.store.sms_by_hand import LONGEST

RawAct = Literal["again", "discard"]


def settle_raw(deps: Deps, actor: Actor, what: What, raw_id: UUID, act: RawAct, reason: str) -> None:
    """Again: as if it had just come, for the data of a supplier may be mended by now.

    Raises Refusal forbidden `supplier.not_yours` elsewhere than in the topmost tenant: nobody knows whose it is. Raises
    not_found where it waits no more, invalid `sms.reason`.
    """
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= LONGEST:
        raise invalid("sms.reason", {"reason": "sms.reason"})
    with deps.work(actor) as work:
        tenant = work.reference.root_tenant
        if actor.tenant_id != tenant:
            raise forbidden("supplier.not_yours")
        if not raw_sms.release(work.conn, what, raw_id, "new" if act == "again" else "discarded"):
            raise not_found()
        if act == "again" and what == "receipts":
            work.send(TakeReceipt(tenant_id=tenant, receipt_id=raw_id))
        elif act == "again":
            work.send(TakeReply(tenant_id=tenant, reply_id=raw_id))
        work.note(f"raw_sms.{act}", about=f"{what} {raw_id}", reason=reason)
