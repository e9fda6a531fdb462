"""Taking what a supplier posts to us: kept raw and encrypted, a doorbell left, answered at once."""

from services.gateway.deps import Deps
from services.gateway.usecases.root import at_root
from shared.contracts.messages import TakeReceipt, TakeReply
from shared.store import raw_sms


def take_receipts(deps: Deps, supplier: str, body: str) -> None:
    """Delivery receipts. The very same again leaves no second doorbell."""
    with at_root(deps) as work:
        kept = raw_sms.keep(work.conn, work.keys, "receipts", supplier, body)
        if kept:
            work.send(TakeReceipt(tenant_id=work.actor.tenant_id, receipt_id=kept))


def take_replies(deps: Deps, supplier: str, body: str) -> None:
    """What applicants answered by SMS."""
    with at_root(deps) as work:
        kept = raw_sms.keep(work.conn, work.keys, "replies", supplier, body)
        if kept:
            work.send(TakeReply(tenant_id=work.actor.tenant_id, reply_id=kept))
