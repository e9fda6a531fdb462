"""What a supplier sent and nobody could place: understood once more, put aside, or said to be about a message."""

from typing import Literal
from uuid import UUID

from services.gateway.deps import Deps
from shared.contracts.messages import TakeReceipt, TakeReply
from shared.domain.access.actor import Actor
from shared.kernel.errors import forbidden, invalid, not_found
from shared.store import machine_calls, raw_sms, reply_routes
from shared.store.raw_sms import What
from shared.store.sms_by_hand import LONGEST
from shared.store.uow import Work

RawAct = Literal["again", "discard", "assign"]


def settle_raw(
    deps: Deps, actor: Actor, what: What, raw_id: UUID, act: RawAct, reason: str, reference: str = ""
) -> None:
    """Again: as if it had just come, for the data of a supplier may be mended by now. Assign: the same, and what in it
    names nothing is about the message, or the call, of that reference; the rules of a receipt or a reply hold for it as
    for any other, so what contradicts them comes back.

    Raises Refusal forbidden `supplier.not_yours` elsewhere than in the topmost tenant: nobody knows whose it is. Raises
    not_found where it waits no more, invalid `sms.reason` or `raw.reference`.
    """
    reason = words_of(reason)
    with deps.work(actor) as work:
        require_topmost(work)
        known = reference.strip() if act == "assign" else ""
        if act == "assign" and not _is_known(work, what, known):
            raise invalid("raw.reference", {"reference": "raw.reference"})
        if not raw_sms.release(work.conn, what, raw_id, "discarded" if act == "discard" else "new"):
            raise not_found()
        if act != "discard":
            _ring(work, what, raw_id, known)
        work.note(f"raw_sms.{act}", about=f"{what} {raw_id} {known}".strip(), reason=reason)


def words_of(reason: str) -> str:
    """The reason in one line. Raises Refusal invalid `sms.reason`."""
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= LONGEST:
        raise invalid("sms.reason", {"reason": "sms.reason"})
    return reason


def require_topmost(work: Work) -> None:
    """Raises Refusal forbidden `supplier.not_yours` elsewhere."""
    if work.actor.tenant_id != work.reference.root_tenant:
        raise forbidden("supplier.not_yours")


def _is_known(work: Work, what: What, reference: str) -> bool:
    """Whether a message has this reference, or, where a report may be meant, a call."""
    if not reference:
        return False
    if reply_routes.by_reference(work.conn, reference):
        return True
    return what == "receipts" and machine_calls.by_reference(work.conn, reference) is not None


def _ring(work: Work, what: What, raw_id: UUID, reference: str) -> None:
    tenant = work.actor.tenant_id
    if what == "receipts":
        work.send(TakeReceipt(tenant_id=tenant, receipt_id=raw_id, reference=reference))
    else:
        work.send(TakeReply(tenant_id=tenant, reply_id=raw_id, reference=reference))
