"""Batches of ratings for a system of a higher level, as rows: what was handed over, and what was said about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.feedback.exchange import Exported, Format, meaning
from shared.store.crypto import Vault
from shared.store.tables.exports import rating_exchanges, rating_export_rows, rating_exports, rating_reconciliations

e, x = rating_exports, rating_export_rows


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """A batch without its content."""

    id: UUID
    tenant_id: str
    exchange: str
    state: str
    rows: int
    attempts: int
    code: str
    created_at: datetime
    acknowledged_at: datetime | None


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Ours beside theirs on one day. `theirs` None: they could not be asked."""

    day: str
    at: datetime
    ours: int
    theirs: int | None
    missing: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()


def formats(conn: Connection) -> tuple[Format, ...]:
    """The systems that are reported to."""
    t = rating_exchanges
    found = conn.execute(select(t.c.document).order_by(t.c.tenant_id, t.c.id)).scalars()
    return tuple(msgspec.json.decode(document, type=Format) for document in found)


def open_batch(conn: Connection, vault: Vault, batch: Batch, body: bytes, rows: Sequence[Exported]) -> None:
    """Written before it is handed over; a version that another batch has fails it."""
    sealed = vault.seal(body.decode(), _place(batch.tenant_id, batch.id))
    conn.execute(insert(e).values(**msgspec.structs.asdict(batch), body_ct=sealed))
    whose = {"batch_id": batch.id, "tenant_id": batch.tenant_id}
    conn.execute(insert(x), [msgspec.structs.asdict(row) | whose for row in rows])


def take(conn: Connection, vault: Vault, batch_id: UUID) -> tuple[Batch, bytes] | None:
    """The batch, locked, with its content."""
    row = conn.execute(select(e).where(e.c.id == batch_id).with_for_update()).mappings().one_or_none()
    if row is None:
        return None
    batch = _batch(row)
    return batch, vault.open(row["body_ct"], _place(batch.tenant_id, batch.id)).encode()


def tried(conn: Connection, batch: Batch) -> None:
    """Writes how it stands."""
    moving = ("state", "attempts", "code", "acknowledged_at")
    conn.execute(update(e).where(e.c.id == batch.id).values({name: getattr(batch, name) for name in moving}))


def acknowledge(conn: Connection, batch_id: UUID, codes: Mapping[str, str], fmt: Format) -> bool:
    """Writes what they said about each row; says whether every row has its answer."""
    rows = conn.execute(select(x.c.row).where(x.c.batch_id == batch_id)).scalars().all()
    for row in rows:
        if row in codes:
            state = "refused" if meaning(codes[row], fmt) == "refused" else "accepted"
            conn.execute(update(x).where(x.c.row == row).values(state=state, code=codes[row][:64]))
    return all(row in codes for row in rows)


def reopen(conn: Connection, batch_id: UUID) -> None:
    """Handed over again from the first try on."""
    conn.execute(update(e).where(e.c.id == batch_id).values(state="sending", attempts=0, code=""))


def batches(conn: Connection, tenant_id: str, most: int = 50) -> tuple[Batch, ...]:
    """The latest first."""
    wanted = select(e).where(e.c.tenant_id == tenant_id).order_by(e.c.created_at.desc(), e.c.id).limit(most)
    return tuple(_batch(row) for row in conn.execute(wanted).mappings())


def refused(conn: Connection, tenant_id: str, most: int = 50) -> tuple[Exported, ...]:
    """Rows that they did not take, for a person."""
    names = Exported.__struct_fields__
    wanted = select(*(x.c[name] for name in names)).where(x.c.tenant_id == tenant_id, x.c.state == "refused")
    rows = conn.execute(wanted.order_by(x.c.day, x.c.row).limit(most)).mappings()
    return tuple(msgspec.convert({name: row[name] for name in names}, Exported) for row in rows)


def acknowledged_on(conn: Connection, tenant_id: str, day: str) -> frozenset[str]:
    """Rows of a day that they acknowledged."""
    wanted = select(x.c.row).where(x.c.tenant_id == tenant_id, x.c.day == day, x.c.state == "accepted")
    return frozenset(conn.execute(wanted).scalars())


def put_comparison(conn: Connection, tenant_id: str, one: Compared) -> None:
    """The last comparison of a day counts."""
    joined = {"missing": "|".join(one.missing), "strange": "|".join(one.strange)}
    row = msgspec.structs.asdict(one) | joined | {"tenant_id": tenant_id}
    changed = {name: row[name] for name in ("at", "ours", "theirs", "missing", "strange")}
    written = upsert(rating_reconciliations).values(row)
    conn.execute(written.on_conflict_do_update(index_elements=["tenant_id", "day"], set_=changed))


def comparisons(conn: Connection, tenant_id: str, most: int = 30) -> tuple[Compared, ...]:
    """The latest days first."""
    t = rating_reconciliations
    rows = conn.execute(select(t).where(t.c.tenant_id == tenant_id).order_by(t.c.day.desc()).limit(most)).mappings()
    return tuple(
        Compared(
            day=row["day"],
            at=row["at"],
            ours=row["ours"],
            theirs=row["theirs"],
            missing=tuple(filter(None, row["missing"].split("|"))),
            strange=tuple(filter(None, row["strange"].split("|"))),
        )
        for row in rows
    )


def _batch(row: Any) -> Batch:
    return Batch(**{name: row[name] for name in Batch.__struct_fields__})


def _place(tenant_id: str, batch_id: UUID) -> str:
    return f"{tenant_id}|rating_exports|body_ct|{batch_id}"
