"""Phones that want no more messages, known by their keyed digest: nothing is sent to them, whichever tenant asks."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.kernel.ids import new_id
from shared.store import opening
from shared.store.tables.notify import opt_outs as t

Source = Literal["reply", "person"]


class OptOut(msgspec.Struct, frozen=True, kw_only=True):
    """One refusal; `released_at` set: a person let messages go there again."""

    id: UUID
    tenant_id: str
    source: Source
    at: datetime
    by: str = ""
    reason: str = ""
    released_at: datetime | None = None
    released_by: str = ""
    released_reason: str = ""


_STANDS = select(t.c.id).where(t.c.phone_token == bindparam("phone"), t.c.released_at.is_(None))


def stands(conn: Connection, token: bytes) -> bool:
    """Whether this phone wants nothing. Ask under `reply_routes.hold`."""
    return conn.execute(_STANDS, {"phone": token}).first() is not None


def put(
    conn: Connection, tenant_id: str, token: bytes, source: Source, now: datetime, by: str = "", reason: str = ""
) -> bool:
    """Takes it down; False where it stood already."""
    opening.present(conn, "phone", token.hex())
    row = {"id": new_id(), "tenant_id": tenant_id, "phone_token": token, "source": source, "at": now}
    done = insert(t).values(**row, by=by, reason=reason).on_conflict_do_nothing().returning(t.c.id)
    return conn.execute(done).first() is not None


def release(conn: Connection, token: bytes, by: str, reason: str, now: datetime) -> bool:
    """Messages may go there again; False where nothing stood against it."""
    opening.present(conn, "phone", token.hex())
    ended = {"released_at": now, "released_by": by, "released_reason": reason}
    done = update(t).where(t.c.phone_token == token, t.c.released_at.is_(None)).values(ended).returning(t.c.id)
    return conn.execute(done).first() is not None


def listing(conn: Connection, tenant_id: str, most: int = 200) -> tuple[OptOut, ...]:
    """Those this tenant took down, the last one first; no number can be read from them."""
    columns = [t.c[name] for name in OptOut.__struct_fields__]
    rows = conn.execute(select(*columns).where(t.c.tenant_id == tenant_id).order_by(t.c.at.desc()).limit(most))
    return tuple(OptOut(**row) for row in rows.mappings())
