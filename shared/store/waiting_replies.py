"""What applicants answered that only a person can understand: kept encrypted until somebody has settled it."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from shared.kernel.errors import conflict, not_found
from shared.kernel.ids import new_id
from shared.store.crypto import Vault
from shared.store.tables.evaluations import waiting_replies as t
from shared.store.uow import Work


class WaitingReply(msgspec.Struct, frozen=True, kw_only=True):
    """One of them; `why` it waits is a sense of the reply, or `late` or `final`. It holds what somebody wrote."""

    id: UUID
    tenant_id: str
    case_id: UUID
    round: int
    why: str
    words: str
    received_at: datetime

    def __repr__(self) -> str:
        return f"WaitingReply({self.id})"


def keep(work: Work, case_id: UUID, round_: int, why: str, words: str) -> None:
    """Has it wait, in the actor's tenant."""
    row_id, tenant_id = new_id(), work.actor.tenant_id
    sealed = work.keys.vault.seal(words, _place(tenant_id, row_id))
    row = {"id": row_id, "tenant_id": tenant_id, "case_id": case_id, "round": round_, "why": why, "words_ct": sealed}
    work.conn.execute(insert(t).values(**row, received_at=work.now))


def waiting(conn: Connection, vault: Vault, most: int = 200) -> tuple[WaitingReply, ...]:
    """Those of the tenant that nobody has settled, the oldest first."""
    wanted = select(t).where(t.c.settled_at.is_(None)).order_by(t.c.received_at, t.c.id).limit(most)
    return tuple(_reply(dict(row), vault) for row in conn.execute(wanted).mappings())


def count(conn: Connection) -> int:
    """How many of the tenant wait."""
    return int(conn.execute(select(func.count()).select_from(t).where(t.c.settled_at.is_(None))).scalar_one())


def take(work: Work, reply_id: UUID) -> WaitingReply:
    """One that waits, locked. Raises Refusal not_found `reply.unknown`, or conflict `reply.settled`."""
    row = work.conn.execute(select(t).where(t.c.id == reply_id).with_for_update()).mappings().one_or_none()
    if row is None:
        raise not_found("reply.unknown")
    if row["settled_at"] is not None:
        raise conflict("reply.settled")
    return _reply(dict(row), work.keys.vault)


def settle(work: Work, reply: WaitingReply, outcome: str) -> None:
    """Somebody looked at it."""
    done = {"settled_at": work.now, "settled_by": work.actor.staff_id, "outcome": outcome}
    work.conn.execute(update(t).where(t.c.id == reply.id).values(**done))


def _reply(row: dict[str, object], vault: Vault) -> WaitingReply:
    words = vault.open(row["words_ct"], _place(str(row["tenant_id"]), row["id"]))  # type: ignore[arg-type]
    kept = {name: row[name] for name in WaitingReply.__struct_fields__ if name != "words"}
    return msgspec.convert(kept | {"words": words}, WaitingReply)


def _place(tenant_id: str, row_id: object) -> str:
    return f"{tenant_id}|waiting_replies|words_ct|{row_id}"
