"""The SMS journal as rows: at most one message for a case, a round and a purpose, for ever."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, RowMapping, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.store.tables.notify import sms as t
from shared.store.tokens import digest


class SmsState(StrEnum):
    """Where a message stands. Each comment says how one gets in and out."""

    WAITING = "waiting"  # in: not taken for now, or held until an hour that its code explains; out: its timer rings
    SENDING = "sending"  # in: committed before every call; out: the answer, or the timer asks the supplier
    UNKNOWN = "unknown"  # in: no usable answer; out: the supplier when asked, a receipt, or a person
    ACCEPTED = "accepted"  # in: the supplier has it; out: a receipt, or the supplier when asked
    STUCK = "stuck"  # in: nobody has it, for certain, and it goes no further by itself; out: a person, or a receipt
    DELIVERED = "delivered"  # in: on the phone; nothing leads out
    FAILED = "failed"  # in: undeliverable, not wanted any more, or closed by a person; nothing leads out


FINAL = frozenset({SmsState.DELIVERED, SmsState.FAILED})


class Sms(msgspec.Struct, frozen=True, kw_only=True):
    """A message without its words and its number: they are made anew from the case at every attempt."""

    id: UUID
    tenant_id: str
    case_id: UUID
    purpose: str
    round: int
    supplier: str
    reference: str
    text_version: str
    state: SmsState
    created_at: datetime
    extension: str = ""
    supplier_id: str = ""
    code: str = ""
    attempts: int = 0
    queries: int = 0
    checks: int = 0
    losses: int = 0
    segments: int = 0
    sent_at: datetime | None = None
    called_at: datetime | None = None
    waiting_since: datetime | None = None
    held_until: datetime | None = None
    resolved_at: datetime | None = None


def reference_of(key: bytes, case_id: UUID, round_: int, purpose: str) -> str:
    """What we call the message towards a supplier: the same for ever, even on a database restored from a backup."""
    return digest(key, "sms", str(case_id), str(round_), purpose).hex()[:32]


def put(conn: Connection, sms: Sms) -> bool:
    """Writes a new message; False where there is one for that case, round and purpose."""
    return conn.execute(_PUT, msgspec.structs.asdict(sms)).first() is not None


def find(conn: Connection, sms_id: UUID, lock: bool = False) -> Sms | None:
    """The message, with `lock` until the transaction ends: every move reads it so."""
    row = conn.execute(_LOCK if lock else _ONE, {"sms": sms_id}).mappings().one_or_none()
    return None if row is None else _sms(row)


def about(conn: Connection, case_id: UUID, round_: int, purpose: str) -> Sms | None:
    """The message of that case, round and purpose."""
    row = conn.execute(select(t).filter_by(case_id=case_id, round=round_, purpose=purpose)).mappings().one_or_none()
    return None if row is None else _sms(row)


def _sms(row: RowMapping) -> Sms:
    return Sms(**{**row, "state": SmsState(row["state"])})


def change(conn: Connection, sms: Sms) -> None:
    """Writes what became of a message that was read under lock, where that is no step in its history."""
    conn.execute(CHANGE, changed(sms))


def changed(sms: Sms) -> dict[str, Any]:
    """What `CHANGE` is told."""
    return {"sms": sms.id} | {name: getattr(sms, name) for name in _MOVING}


_MOVING = (
    "state",
    "supplier",
    "extension",
    "supplier_id",
    "code",
    "attempts",
    "queries",
    "checks",
    "losses",
    "segments",
    "sent_at",
    "called_at",
    "waiting_since",
    "held_until",
    "resolved_at",
)
_ONE = select(t).where(t.c.id == bindparam("sms"))
_LOCK = _ONE.with_for_update()
CHANGE = update(t).where(t.c.id == bindparam("sms")).values({name: bindparam(name) for name in _MOVING})
_PUT = insert(t).on_conflict_do_nothing().returning(t.c.id)


def stuck_for(conn: Connection, code: str, purpose: str, most: int) -> tuple[UUID, ...]:
    """The oldest messages that are stuck for this reason, of one purpose."""
    stuck = (t.c.state == SmsState.STUCK.value, t.c.code == code, t.c.purpose == purpose)
    return tuple(conn.execute(select(t.c.id).where(*stuck).order_by(t.c.created_at).limit(most)).scalars())
