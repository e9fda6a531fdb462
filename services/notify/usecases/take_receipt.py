"""A receipt is applied to the message, or the call, that it names. It settles what we know of that and nothing else."""

from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from services.notify.usecases import fates
from services.notify.usecases.keeping import learned
from services.notify.usecases.take_reports import take_reports
from shared.contracts.messages import TakeReceipt
from shared.domain.access.actor import platform
from shared.ports.sms import Malformed, Receipt
from shared.store import raw_sms, reply_routes
from shared.store import sms as journal
from shared.store.raw_sms import Raw, State
from shared.store.reply_routes import ReplyRoute
from shared.store.uow import Work


def take_receipt(deps: Deps, message: TakeReceipt, message_id: UUID) -> None:
    """Every receipt of the body in a transaction of its tenant; the body's own state last."""
    with deps.work(platform(message.tenant_id)) as work:
        raw = raw_sms.read(work.conn, work.keys, "receipts", message.receipt_id)
        routed = _routed(deps, work, raw, message.reference)
    states = [_apply(deps, raw, *one) for one in routed] if raw else []
    if raw and raw.supplier in deps.voices:
        states = take_reports(deps, message, raw)
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        for state in states or ["quarantined"]:
            raw_sms.settle(work.conn, "receipts", message.receipt_id, state)


def _routed(deps: Deps, work: Work, raw: Raw | None, said: str) -> list[tuple[Receipt, ReplyRoute | None]]:
    if raw is None or raw.supplier not in deps.suppliers:
        return []
    try:
        found = deps.suppliers[raw.supplier].receipts(raw.body)
    except Malformed:
        return []
    return [(receipt, reply_routes.named(work.conn, receipt.reference, said)) for receipt in found]


def _apply(deps: Deps, raw: Raw, receipt: Receipt, route: ReplyRoute | None) -> State:
    """What another supplier than the message's own says of it contradicts what is known: for a person."""
    if route is None:
        return "quarantined"
    with deps.work(platform(route.tenant_id)) as work:
        sms = journal.find(work.conn, route.sms_id, lock=True)
        ours = sms is not None and sms.supplier == raw.supplier
        after = fates.after_receipt(sms, receipt.fate, work.now) if sms and ours else None
        if sms is None or after is None:
            return "quarantined"
        if after == sms:
            return "duplicate"
        learned(work, sms, after, "receipt")
        raw_sms.settle(work.conn, "receipts", raw.id, "applied")
    return "applied"
