"""Where a receipt or a reply belongs: found by our reference, or by phone and extension, before a tenant is known."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Connection, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert

from shared.store import opening
from shared.store.sms import Sms
from shared.store.tables.notify import reply_routes as t
from shared.store.tokens import digest

_HOLD = text("select set_config('app.phone', :phone, true), pg_advisory_xact_lock(:lock)")
_AT_PHONE = t.c.phone_token == bindparam("phone")
_SINCE = select(t.c.opened_at).where(_AT_PHONE, t.c.opened_at >= bindparam("since"))
_ASKED = select(t.c.extension, t.c.closed_at).where(_AT_PHONE, t.c.extension != "").order_by(t.c.opened_at)
_EXTENSION = select(t.c.extension).where(t.c.sms_id == bindparam("sms"))
_NEW = insert(t)
_PUT = _NEW.on_conflict_do_update(
    index_elements=[t.c.sms_id],
    set_={name: _NEW.excluded[name] for name in ("extension", "phone_token", "opened_at", "closed_at")},
)
_CODES = tuple(f"{number:03}" for number in range(1, 1000))


class ReplyRoute(msgspec.Struct, frozen=True, kw_only=True):
    """What a message we sent is about. `closed_at` set means that an answer to it leads nowhere any more."""

    tenant_id: str
    case_id: UUID
    round: int
    sms_id: UUID
    reference: str
    extension: str
    opened_at: datetime
    settled_at: datetime | None = None
    closed_at: datetime | None = None


def phone_token(key: bytes, phone: str) -> bytes:
    """The keyed digest a phone is known by here."""
    return digest(key, "phone", phone)


def hold(conn: Connection, token: bytes) -> None:
    """One transaction at a time writes to this phone; its rows are in view, whichever tenant wrote."""
    conn.execute(_HOLD, {"phone": token.hex(), "lock": int.from_bytes(token[:8], "big", signed=True)})


def written_since(conn: Connection, token: bytes, since: datetime) -> tuple[datetime, ...]:
    """When messages went to this phone. Ask under `hold`."""
    return tuple(conn.execute(_SINCE, {"phone": token, "since": since}).scalars())


def free_extension(conn: Connection, token: bytes, now: datetime) -> str:
    """The extension of the next prompt to this phone, no open one has it. Ask under `hold`.

    Codes go round: one comes back after all others were used. Where all are open, the oldest prompt gives its own up.
    """
    rows = conn.execute(_ASKED, {"phone": token}).all()
    taken = [row.extension for row in rows if row.closed_at is None]
    code = _next(rows[-1].extension if rows else "", taken)
    if code in taken:
        given_up = update(t).where(t.c.phone_token == token, t.c.extension == code, t.c.closed_at.is_(None))
        conn.execute(given_up.values(closed_at=now))
    return code


def _next(last: str, taken: Iterable[str]) -> str:
    start = int(last or "0") % len(_CODES)
    turn = _CODES[start:] + _CODES[:start]
    oldest = next(iter(taken), "")
    return next((code for code in turn if code not in set(taken)), oldest)


def put(conn: Connection, sms: Sms, token: bytes, now: datetime, asks: bool | None = None) -> None:
    """Opens the way back of a message, or moves the one it had; where it asks nothing, no answer to it leads anywhere.

    A prompt without an extension is the only one that is open at its phone, by an index.
    """
    row = {
        "extension": sms.extension,
        "phone_token": token,
        "reference": sms.reference,
        "tenant_id": sms.tenant_id,
        "case_id": sms.case_id,
        "sms_id": sms.id,
        "round": sms.round,
        "opened_at": now,
        "closed_at": None if (bool(sms.extension) if asks is None else asks) else now,
    }
    conn.execute(_PUT, row)


def extension_of(conn: Connection, sms_id: UUID) -> str | None:
    """The extension of its way back, from an earlier attempt; empty where it has none, None without a way back."""
    return conn.execute(_EXTENSION, {"sms": sms_id}).scalar()


def leads_to(conn: Connection, sms_id: UUID, token: bytes) -> bool:
    """Whether the message went to this phone."""
    return conn.execute(select(t.c.sms_id).where(t.c.sms_id == sms_id, t.c.phone_token == token)).first() is not None


def close(conn: Connection, sms_id: UUID, now: datetime) -> bool:
    """Nobody can answer this message any more. Says whether it had its phone to itself until now."""
    closed = update(t).where(t.c.sms_id == sms_id, t.c.closed_at.is_(None)).values(closed_at=now)
    return conn.execute(closed.returning(t.c.extension)).scalar() == ""


def settle(conn: Connection, case_id: UUID, round_: int, now: datetime) -> tuple[UUID, ...]:
    """The prompts about this round are answered, or nobody waits for an answer any more; one may still come.

    Gives those that have their phone to themselves: others may wait for their turn there.
    """
    waits = (t.c.case_id == case_id, t.c.round == round_, t.c.settled_at.is_(None), t.c.closed_at.is_(None))
    rows = conn.execute(update(t).where(*waits).values(settled_at=now).returning(t.c.sms_id, t.c.extension)).all()
    return tuple(row.sms_id for row in rows if not row.extension)


def at_phone(conn: Connection, token: bytes) -> ReplyRoute | None:
    """The prompt that has this phone to itself. Ask under `hold`."""
    return _one(conn, t.c.phone_token == token, t.c.extension == "", t.c.closed_at.is_(None))


def phone_of(conn: Connection, sms_id: UUID) -> bytes | None:
    """The phone a message went to, as its keyed digest."""
    return conn.execute(select(t.c.phone_token).where(t.c.sms_id == sms_id)).scalar()


def by_reference(conn: Connection, reference: str) -> ReplyRoute | None:
    """The message of that reference, in whichever tenant."""
    opening.present(conn, "reference", reference)
    return _one(conn, t.c.reference == reference)


def named(conn: Connection, reference: str, said: str) -> ReplyRoute | None:
    """The message of that reference; where there is none, the one that a person said."""
    found = by_reference(conn, reference)
    return found or (by_reference(conn, said) if said else None)


def by_phone(conn: Connection, token: bytes, extension: str) -> ReplyRoute | None:
    """The open prompt to that phone under that extension, in whichever tenant."""
    opening.present(conn, "phone", token.hex())
    return _one(conn, t.c.phone_token == token, t.c.extension == extension, t.c.closed_at.is_(None))


def _one(conn: Connection, *where: object) -> ReplyRoute | None:
    columns = [t.c[name] for name in ReplyRoute.__struct_fields__]
    row = conn.execute(select(*columns).where(*where)).mappings().one_or_none()  # type: ignore[arg-type]
    return None if row is None else ReplyRoute(**row)
