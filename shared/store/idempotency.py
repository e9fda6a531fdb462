"""Idempotency records: one key, one effect, one answer, written in the transaction of the effect."""

import hashlib
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from shared.domain.access.actor import Actor
from shared.kernel.errors import conflict, invalid
from shared.store.receipt import Answer, Receipt
from shared.store.tables.access import idempotency as t


class Idem(msgspec.Struct, frozen=True, kw_only=True):
    """The caller's key, and a digest of what they asked for under it. `status` is what a success answers."""

    key: str
    request_hash: bytes
    status: int = 200


class Replayed(Exception):
    """The key was used before: here is the same answer, its body as JSON. Not an error; the door presents it."""

    def __init__(self, status: int, body: str, location: str, etag: str) -> None:
        super().__init__("replayed")
        self.status, self.body, self.location, self.etag = status, body, location, etag


def request_hash(method: str, path: str, body: bytes) -> bytes:
    """SHA-256 over what was asked, so that a key cannot be used for something else."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).digest()


_TAKE = insert(t).values(at=func.clock_timestamp()).on_conflict_do_nothing().returning(t.c.key)
_MINE = (
    t.c.tenant_id == bindparam("tenant_id"),
    t.c.actor == bindparam("actor"),
    t.c.key == bindparam("key"),
)
_READ, _FREE = select(t).where(*_MINE), delete(t).where(*_MINE)
_KEEP = text(
    "update idempotency set status = :status, body = :body, location = :location, etag = :etag"
    " where tenant_id = :tenant_id and actor = :actor and key = :key"
)


def _row(actor: Actor, idem: Idem) -> dict[str, Any]:
    return {"tenant_id": actor.tenant_id, "actor": actor.id, "key": idem.key}


def claim(conn: Connection, actor: Actor, idem: Idem) -> None:
    """Takes the key for this transaction; a second caller waits here until the first is done.

    Raises Replayed with the first answer, or Refusal invalid `idempotency.other_request`.
    """
    if not 8 <= len(idem.key) <= 200:
        raise invalid("idempotency.key")
    taken = conn.execute(_TAKE, _row(actor, idem) | {"request_hash": idem.request_hash, "status": 0, "body": ""})
    if taken.first() is None:
        _replay(conn, actor, idem)


def _replay(conn: Connection, actor: Actor, idem: Idem) -> None:
    row = conn.execute(_READ, _row(actor, idem)).mappings().one_or_none()
    if row is None:
        raise conflict("idempotency.in_flight")
    if row["request_hash"] != idem.request_hash:
        raise invalid("idempotency.other_request")
    raise Replayed(row["status"], row["body"], row["location"], row["etag"])


def keep(conn: Connection, actor: Actor, idem: Idem, answer: Answer | None) -> None:
    """Stores the answer; without one (nothing was saved) the key is free again."""
    if answer is None:
        conn.execute(_FREE, _row(actor, idem))
        return
    told = {"status": idem.status, "body": msgspec.json.encode(answer).decode()}
    conn.execute(_KEEP, _row(actor, idem) | told | _where(answer))


def _where(answer: Answer) -> dict[str, str]:
    """The address and the tag of a case; what is none has neither."""
    if isinstance(answer, Receipt):
        return {"location": location(answer.id), "etag": etag(answer.version)}
    return {"location": "", "etag": ""}


def location(case_id: UUID) -> str:
    """Where the case is read."""
    return f"/api/cases/{case_id}"


def etag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'
