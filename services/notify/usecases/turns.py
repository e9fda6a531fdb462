"""A phone has one open prompt at a time where the supplier cannot bind a reply to its message; the others queue."""

from datetime import datetime, timedelta

from shared.contracts.messages import PassTurn
from shared.domain.feedback.turns import over_at
from shared.store import prompt_queue, reply_routes
from shared.store.sms import Sms
from shared.store.uow import Work


def taken_until(work: Work, sms: Sms, token: bytes) -> datetime | None:
    """Until when this prompt has to wait; None where it is its turn, which ends that of the one before.

    Ask under `hold`. Another prompt about the same round is no other: a reminder takes the place of what it reminds of.
    """
    before = reply_routes.at_phone(work.conn, token)
    limits = work.reference.turn_limits(sms.tenant_id)
    ends = over_at(before.opened_at, before.settled_at, limits) if before else work.now
    same = before is not None and (before.case_id, before.round) == (sms.case_id, sms.round)
    next_one = prompt_queue.first(work.conn, token)
    behind = next_one is not None and next_one.sms_id != sms.id and not same
    if not same and (ends > work.now or behind):
        prompt_queue.join(work.conn, sms, token, work.now)
        return max(ends, work.now + timedelta(minutes=limits.pause_minutes))
    prompt_queue.leave(work.conn, sms.id, work.now)
    if before:
        reply_routes.close(work.conn, before.sms_id, work.now)
    return None


def given_up(work: Work, sms: Sms) -> None:
    """The prompt will not be answered, or was never sent: it holds up nobody."""
    waited = prompt_queue.leave(work.conn, sms.id, work.now)
    if reply_routes.close(work.conn, sms.id, work.now) or waited:
        work.send(PassTurn(tenant_id=sms.tenant_id, sms_id=sms.id))
