"""Keeping what came from a supplier, posted or fetched: raw and encrypted, with the doorbell that has it understood."""

from shared.contracts.messages import TakeReceipt, TakeReply
from shared.store import raw_sms
from shared.store.raw_sms import What
from shared.store.uow import Work


def keep_raw(work: Work, what: What, supplier: str, body: str) -> bool:
    """False where the very same was kept before. `work` is of the topmost tenant: nobody knows yet whose it is."""
    kept = raw_sms.keep(work.conn, work.keys, what, supplier, body)
    tenant = work.actor.tenant_id
    if kept and what == "receipts":
        work.send(TakeReceipt(tenant_id=tenant, receipt_id=kept))
    elif kept:
        work.send(TakeReply(tenant_id=tenant, reply_id=kept))
    return kept is not None
