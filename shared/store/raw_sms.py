"""What suppliers post to us, as it came: kept encrypted before anything is understood, then settled once."""

from typing import Literal
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Table, bindparam, insert, select, text, update

from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.store.keys import Keys
from shared.store.tables import notify
from shared.store.tokens import digest

What = Literal["receipts", "replies"]
State = Literal["new", "applied", "duplicate", "quarantined", "discarded"]
_TABLES: dict[What, Table] = {"receipts": notify.sms_receipts, "replies": notify.sms_replies}
_KNOWN = {what: select(t.c.id).where(t.c.digest == bindparam("mark")) for what, t in _TABLES.items()}
_ONE = {what: select(t).where(t.c.id == bindparam("row")) for what, t in _TABLES.items()}
_PUT = {what: insert(t) for what, t in _TABLES.items()}
_SETTLE = {
    what: text(f"update {t.name} set state = :state where id = :row and state = any(:weaker)")  # noqa: S608 - our names
    for what, t in _TABLES.items()
}


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """A body as it was posted. It holds a phone and what somebody wrote: never log it."""

    id: UUID
    supplier: str
    body: str
    state: State

    def __repr__(self) -> str:
        return f"Raw({self.id})"


def keep(conn: Connection, keys: Keys, what: What, supplier: str, body: str) -> UUID | None:
    """Keeps a body and gives the id to put into the message; None where the very same body was kept before."""
    t = _TABLES[what]
    mark = digest(keys.token_key, "raw-sms", what, supplier, body)
    if conn.execute(_KNOWN[what], {"mark": mark}).first():
        return None
    row_id = new_id()
    row = {
        "id": row_id,
        "received_at": real_now(),  # real time: it picks the month's partition, which a demo clock must not
        "supplier": supplier,
        "body_ct": keys.vault.seal(body, _place(t, row_id)),
        "digest": mark,
        "state": "new",
    }
    conn.execute(_PUT[what], row)
    return row_id


def read(conn: Connection, keys: Keys, what: What, row_id: UUID) -> Raw | None:
    """The body in clear, or None where retention has taken it."""
    t = _TABLES[what]
    row = conn.execute(_ONE[what], {"row": row_id}).mappings().one_or_none()
    if row is None:
        return None
    body = keys.vault.open(row["body_ct"], _place(t, row_id))
    return Raw(id=row_id, supplier=row["supplier"], body=body, state=row["state"])


def settle(conn: Connection, what: What, row_id: UUID, state: State) -> None:
    """Says what became of it. What was quarantined stays so until a person looked; applied outlives duplicate."""
    weaker = list(_RANK[: _RANK.index(state)])
    conn.execute(_SETTLE[what], {"row": row_id, "state": state, "weaker": weaker})


_RANK: tuple[State, ...] = ("new", "duplicate", "applied", "quarantined")


def _place(table: Table, row_id: UUID) -> str:
    return f"|{table.name}|body_ct|{row_id}"


def release(conn: Connection, what: What, row_id: UUID, state: State) -> bool:
    """A person decides about what was quarantined; False where it is not, or no more."""
    t = _TABLES[what]
    moved = update(t).where(t.c.id == row_id, t.c.state == "quarantined").values(state=state).returning(t.c.id)
    return conn.execute(moved).first() is not None
