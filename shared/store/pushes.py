"""What goes to an address, try by try; a notice goes there once, under one id, with the same bytes."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.store.tables.bell import pushes as t

WAITING, DELIVERED, FAILED, DROPPED = "waiting", "delivered", "failed", "dropped"
MINUTE = timedelta(minutes=1)


class Push(msgspec.Struct, frozen=True, kw_only=True):
    """One notice on its way to one address. `code` is what the last try came to."""

    id: UUID
    tenant_id: str
    webhook_id: UUID
    key: str
    kind: str
    body: str
    created_at: datetime
    state: str = WAITING
    case_id: UUID | None = None
    seq: int = 0
    attempts: int = 0
    code: str = ""
    tried_at: datetime | None = None
    next_at: datetime | None = None


def put_new(conn: Connection, push: Push) -> bool:
    """Writes it; False where this notice went to this address before."""
    new = upsert(t).values(msgspec.structs.asdict(push)).on_conflict_do_nothing().returning(t.c.id)
    return conn.execute(new).first() is not None


def take(conn: Connection, push_id: UUID) -> Push | None:
    """One, locked until the transaction ends; None where it went with its address."""
    row = conn.execute(select(t).where(t.c.id == push_id).with_for_update()).mappings().one_or_none()
    return push(row) if row else None


def change(conn: Connection, push_id: UUID, **values: Any) -> None:
    """Writes how far it has come."""
    conn.execute(update(t).where(t.c.id == push_id).values(**values))


def tried_lately(conn: Connection, webhook_id: UUID, now: datetime) -> int:
    """How many tries there were at the address within a minute."""
    lately = (t.c.webhook_id == webhook_id, t.c.tried_at > now - MINUTE, t.c.tried_at <= now)
    return int(conn.execute(select(func.count()).where(*lately)).scalar_one())


def drop(conn: Connection, case_id: UUID, since: int) -> None:
    """What was taken back is not pushed, where it is not gone yet."""
    mine = (t.c.case_id == case_id, t.c.seq >= since, t.c.state == WAITING)
    conn.execute(update(t).where(*mine).values(state=DROPPED, code="undone", next_at=None))


def push(row: Any) -> Push:
    """The push of a row."""
    return Push(**{name: row[name] for name in Push.__struct_fields__})
