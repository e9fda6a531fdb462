"""Messages that were given up: what an operator sees of them, sends anew, or drops with a reason."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Connection, text

from shared.kernel.ids import new_id

_LIST = text("""
select id, tenant_id, queue, kind, case_id, attempts, last_error, created_at, body
from outbox where state = 'dead' order by created_at, id limit :most
""")
_ONE = text("""
select id, tenant_id, queue, kind, case_id, attempts, last_error, created_at, body
from outbox where state = 'dead' and id = :id for update
""")
# The attempts begin anew; the rings do not: an undo must still see that the message may have left the house.
_AGAIN = text("""
update outbox set state = 'waiting', attempts = 0, rung_at = null, lease_until = null,
  not_before = clock_timestamp() + coalesce((select by from clock_offset), interval '0')
where id = :id
""")
_AWAY = text("delete from outbox where id = :id")
_NOTE = text("""
insert into audit (id, tenant_id, at, actor, act, object, reason)
values (:note, :tenant, clock_timestamp() + coalesce((select by from clock_offset), interval '0'),
  :actor, :act, :object, :reason)
""")
_RING = text("select pg_notify('outbox', '')")


class Dead(msgspec.Struct, frozen=True, kw_only=True):
    """A message that failed too often. `body` is its JSON: ids only, never personal data."""

    id: UUID
    tenant_id: str
    queue: str
    kind: str
    case_id: UUID | None
    attempts: int
    last_error: str
    created_at: datetime
    body: str


def listing(conn: Connection, most: int = 1000) -> list[Dead]:
    """The oldest first, at most so many."""
    return [Dead(**row._mapping) for row in conn.execute(_LIST, {"most": most})]


def find(conn: Connection, message_id: UUID) -> Dead | None:
    """The message, locked until the transaction ends; None where none of that id is dead."""
    row = conn.execute(_ONE, {"id": message_id}).one_or_none()
    return Dead(**row._mapping) if row else None


def replay(conn: Connection, message: Dead, actor: str, reason: str) -> None:
    """Sends it anew with all its attempts, and says so in the audit. The inbox sees to it that it acts once."""
    conn.execute(_AGAIN, {"id": message.id})
    _note(conn, message, actor, "message.replayed", reason)
    conn.execute(_RING)


def drop(conn: Connection, message: Dead, actor: str, reason: str) -> None:
    """Gives it up for good; only the audit row is left of it."""
    conn.execute(_AWAY, {"id": message.id})
    _note(conn, message, actor, "message.dropped", reason)


def _note(conn: Connection, message: Dead, actor: str, act: str, reason: str) -> None:
    about = f"{message.kind} {message.id} {message.case_id or ''}".strip()
    row = {"note": new_id(), "tenant": message.tenant_id, "actor": actor, "act": act, "object": about, "reason": reason}
    conn.execute(_NOTE, row)
