"""What happened to a message, step by step: no number, no words of anybody; rows are only added."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from shared.kernel.ids import new_id
from shared.store import sms as journal
from shared.store.sms import Sms
from shared.store.tables.notify import sms_history as t

What = Literal["claimed", "answered", "receipt", "looked", "held", "stuck", "person"]


class SmsStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step: what happened, the state it led to, and who by where it was a person."""

    at: datetime
    what: What
    state: str
    supplier: str
    attempt: int
    code: str = ""
    by: str = ""
    reason: str = ""


def moved(conn: Connection, sms: Sms, what: What, now: datetime, by: str = "", reason: str = "") -> None:
    """Writes a message that was read under lock as it is now, and the step that led there, in one statement."""
    step = {
        "id": new_id(),
        "tenant_id": sms.tenant_id,
        "sms_id": sms.id,
        "at": now,
        "what": what,
        "state": sms.state.value,
        "supplier": sms.supplier,
        "attempt": sms.attempts,
        "code": sms.code,
        "by": by,
        "reason": reason,
    }
    conn.execute(_MOVED, journal.changed(sms) | {f"step_{name}": value for name, value in step.items()})


def of(conn: Connection, sms_id: UUID) -> tuple[SmsStep, ...]:
    """All steps of a message, the first one first."""
    columns = [t.c[name] for name in SmsStep.__struct_fields__]
    rows = conn.execute(select(*columns).where(t.c.sms_id == sms_id).order_by(t.c.id)).mappings()
    return tuple(SmsStep(**row) for row in rows)


_STEP = insert(t).values({column.name: bindparam(f"step_{column.name}") for column in t.c})
_MOVED = _STEP.add_cte(journal.CHANGE.cte("moved"))
