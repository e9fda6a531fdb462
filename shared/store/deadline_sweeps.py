"""Which open deadlines are still to be computed anew by a version of the calendar, and how far each tenant has come."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.cases.model import CaseState
from shared.store.tables.cases import cases
from shared.store.tables.time import calendar_sweeps as t

CLOCKED = (CaseState.RECEIVED, CaseState.ACCEPTED, CaseState.HANDLING, CaseState.PAUSED)
"""In which states a case has a limit."""


class Sweep(msgspec.Struct, frozen=True, kw_only=True, rename={"round": "pass"}):
    """How far a tenant is with a version: `moved` cases got new dates, `failed` of this pass could not."""

    tenant_id: str
    version: int
    round: int
    seen: int
    moved: int
    failed: int
    last_error: str
    began_at: datetime
    ended_at: datetime | None


def next_cases(conn: Connection, tenant_id: str, after: UUID | None, batch: int) -> Sequence[UUID]:
    """The next cases of the tenant with an open limit, by id. Case ids grow with time, new cases need no sweep."""
    wanted = select(cases.c.id).where(cases.c.tenant_id == tenant_id, cases.c.state.in_([s.value for s in CLOCKED]))
    if after is not None:
        wanted = wanted.where(cases.c.id > after)
    return conn.execute(wanted.order_by(cases.c.id).limit(batch)).scalars().all()


def started(conn: Connection, tenant_id: str, version: int, at: datetime) -> None:
    """Notes that it has begun, unless it was noted."""
    row = {"tenant_id": tenant_id, "version": version, "began_at": at}
    conn.execute(upsert(t).values(row).on_conflict_do_nothing())


def advance(conn: Connection, tenant_id: str, version: int, seen: int, moved: int, errors: Sequence[str]) -> None:
    """Notes what a batch did."""
    row: dict[str, object] = {"seen": t.c.seen + seen, "moved": t.c.moved + moved, "failed": t.c.failed + len(errors)}
    if errors:
        row["last_error"] = errors[-1]
    conn.execute(update(t).where(t.c.tenant_id == tenant_id, t.c.version == version).values(**row))


def look_again(conn: Connection, tenant_id: str, version: int) -> None:
    """The first pass is through; what failed in it is tried once more."""
    mine = (t.c.tenant_id == tenant_id, t.c.version == version)
    conn.execute(update(t).where(*mine).values({"pass": 2, "failed": 0, "last_error": "", "seen": 0}))


def end(conn: Connection, tenant_id: str, version: int, at: datetime) -> None:
    """Notes that nothing is left."""
    conn.execute(update(t).where(t.c.tenant_id == tenant_id, t.c.version == version).values(ended_at=at))


def latest(conn: Connection) -> tuple[Sweep, ...]:
    """How far every tenant is with the newest version that any of them was told of."""
    newest = select(t.c.version).order_by(t.c.version.desc()).limit(1).scalar_subquery()
    rows = conn.execute(select(t).where(t.c.version == newest).order_by(t.c.tenant_id)).mappings()
    return tuple(msgspec.convert({str(name): value for name, value in row.items()}, Sweep) for row in rows)
