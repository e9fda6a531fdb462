"""Writing what is left behind: messages, timers, audit rows; and holding back what an undo takes back."""

from typing import Any

from sqlalchemy import func, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.contracts.messages import encode
from shared.kernel.errors import conflict
from shared.kernel.ids import new_id
from shared.store.pending import Noted, Pending, Sent, Timer
from shared.store.tables import access, queue

_SEND, _RING = insert(queue.outbox), text("select pg_notify('outbox', '')")
_WAIT, _NOTE = upsert(queue.timers).on_conflict_do_nothing(), insert(access.audit)


def cancel(work: Pending) -> None:
    """Holds back the messages of acts that are taken back. Raises Refusal conflict `undo.left_the_house`."""
    t = queue.outbox
    gone = or_(t.c.rings > 0, t.c.lease_until > func.clock_timestamp())
    for case_id, since, by, sends in work.cancelled:
        caused = (t.c.case_id == case_id, t.c.cause_seq >= since)
        left = select(func.count()).select_from(t).where(*caused, gone)
        held = work.conn.execute(update(t).where(*caused).values(state="cancelled", cancelled_by=by)).rowcount
        # A consumer that was quicker has removed the row.
        if held < sends or (held and work.conn.execute(left).scalar_one()):
            raise conflict("undo.left_the_house")


def write(work: Pending) -> None:
    """Outbox rows with a hint to the relay, timers, audit rows."""
    conn = work.conn
    if work.sent:
        conn.execute(_SEND, [sent_row(work, s) for s in work.sent])
        conn.execute(_RING)
    if work.timers:
        rows = [_timer_row(t) for t in work.timers]
        conn.execute(_WAIT, rows)
    if work.notes:
        conn.execute(_NOTE, [_note_row(work, n) for n in work.notes])


def sent_row(work: Pending, sent: Sent) -> dict[str, Any]:
    """The row of the outbox that a message is."""
    return {
        "id": sent.id,
        "tenant_id": sent.message.tenant_id,
        "queue": sent.message.queue,
        "kind": sent.message.kind,
        "body": encode(sent.message).decode(),
        "case_id": sent.case_id,
        "cause_seq": sent.cause_seq,
        "created_at": work.now,
        "not_before": sent.not_before,
    }


def _timer_row(timer: Timer) -> dict[str, Any]:
    return {
        "id": new_id(),
        "tenant_id": timer.message.tenant_id,
        "kind": timer.message.kind,
        "key": timer.key,
        "case_id": timer.case_id,
        "due_at": timer.due_at,
        "body": encode(timer.message).decode(),
        "queue": timer.message.queue,
    }


def _note_row(work: Pending, note: Noted) -> dict[str, Any]:
    actor = work.actor
    return {
        "id": new_id(),
        "tenant_id": actor.tenant_id,
        "at": work.now,
        "actor": actor.id,
        "site_id": actor.site_id,
        "act": note.act,
        "object": note.object,
        "reason": note.reason,
    }
