"""Prompts that wait for their turn at a phone, the oldest first, whichever tenant wrote them. Ask under `hold`."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.store.sms import Sms
from shared.store.tables.evaluations import prompt_queue as t


class Queued(msgspec.Struct, frozen=True, kw_only=True):
    """A prompt that waits."""

    sms_id: UUID
    tenant_id: str


def join(conn: Connection, sms: Sms, token: bytes, now: datetime) -> None:
    """Waits from now on; who waits already keeps their place."""
    row = {"sms_id": sms.id, "tenant_id": sms.tenant_id, "case_id": sms.case_id, "phone_token": token, "queued_at": now}
    conn.execute(upsert(t).values(row).on_conflict_do_nothing())


def leave(conn: Connection, sms_id: UUID, now: datetime) -> bool:
    """It goes out, or is not wanted any more. Says whether it was waiting."""
    left = update(t).where(t.c.sms_id == sms_id, t.c.left_at.is_(None)).values(left_at=now)
    return conn.execute(left.returning(t.c.sms_id)).first() is not None


def phone_of(conn: Connection, sms_id: UUID) -> bytes | None:
    """The phone a prompt waits or waited for, as its keyed digest."""
    return conn.execute(select(t.c.phone_token).where(t.c.sms_id == sms_id)).scalar()


def first(conn: Connection, token: bytes) -> Queued | None:
    """Who is next at this phone."""
    wanted = select(t.c.sms_id, t.c.tenant_id).where(t.c.phone_token == token, t.c.left_at.is_(None))
    row = conn.execute(wanted.order_by(t.c.queued_at, t.c.sms_id).limit(1)).mappings().one_or_none()
    return None if row is None else Queued(**row)
