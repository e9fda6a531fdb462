"""Policies as rows: the versions that were published and stay for ever, and the one draft of each tenant and type."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.kernel.errors import conflict, invalid, not_found
from shared.store.tables.rules import policies as p
from shared.store.tables.rules import policy_draft_lines as dl
from shared.store.tables.rules import policy_drafts as d
from shared.store.tables.rules import policy_lines as pl
from shared.store.tables.rules import reference_version


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """A line as it is kept: its fields as JSON beside what the database compares."""

    id: str
    priority: int
    document: str


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """One version: since when, by whom, and why."""

    version: int
    current: bool
    reason: str
    published_at: datetime
    published_by: str


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody is working on. `version` grows with every change; `based_on` was in force when it was begun."""

    based_on: int
    version: int
    changed_at: datetime
    changed_by: str


def versions(conn: Connection, tenant: str, kind: str) -> tuple[Published, ...]:
    """Every version, the newest first."""
    columns = [p.c[name] for name in Published.__struct_fields__]
    rows = conn.execute(select(*columns).where(*_of(p, tenant, kind)).order_by(p.c.version.desc()))
    return tuple(Published(**row) for row in rows.mappings())


def current(conn: Connection, tenant: str, kind: str) -> int:
    """The version in force; 0 where none was published."""
    return conn.execute(select(p.c.version).where(*_of(p, tenant, kind), p.c.current)).scalar_one_or_none() or 0


def version_at(conn: Connection, tenant: str, kind: str, at: datetime) -> int:
    """The version that was in force at an instant; 0 before the first."""
    newest = select(func.max(p.c.version)).where(*_of(p, tenant, kind), p.c.published_at <= at)
    return conn.execute(newest).scalar_one() or 0


def lines(conn: Connection, tenant: str, kind: str, version: int) -> tuple[Stored, ...]:
    """The lines of a version, lowest priority first."""
    query = select(pl.c.id, pl.c.priority, pl.c.document).where(*_of(pl, tenant, kind), pl.c.version == version)
    return tuple(Stored(**row) for row in conn.execute(query.order_by(pl.c.priority, pl.c.id)).mappings())


def draft(conn: Connection, tenant: str, kind: str) -> Draft | None:
    """The draft, if somebody began one."""
    columns = [d.c[name] for name in Draft.__struct_fields__]
    row = conn.execute(select(*columns).where(*_of(d, tenant, kind))).mappings().one_or_none()
    return Draft(**row) if row else None


def draft_lines(conn: Connection, tenant: str, kind: str) -> tuple[Stored, ...]:
    """Its lines, lowest priority first."""
    query = select(dl.c.id, dl.c.priority, dl.c.document).where(*_of(dl, tenant, kind))
    return tuple(Stored(**row) for row in conn.execute(query.order_by(dl.c.priority, dl.c.id)).mappings())


def begin_draft(conn: Connection, tenant: str, kind: str, by: str, now: datetime) -> Draft:
    """The draft; where there is none, a new one with the lines in force."""
    in_force = current(conn, tenant, kind)
    row = {"tenant_id": tenant, "type": kind, "based_on": in_force, "version": 1, "changed_at": now, "changed_by": by}
    new = conn.execute(upsert(d).values(row).on_conflict_do_nothing().returning(d.c.version)).one_or_none()
    if new:
        _put(conn, dl, {"tenant_id": tenant, "type": kind}, lines(conn, tenant, kind, in_force))
    found = draft(conn, tenant, kind)
    if found is None:
        raise conflict("policy.draft_moved")
    return found


def change(
    conn: Connection, tenant: str, kind: str, seen: int, put: Iterable[Stored], drop: Iterable[str] | None, by: str
) -> int:
    """Puts lines in and takes some out, or all where `drop` is None. Gives the draft's new version.

    Raises Refusal conflict `policy.draft_moved` unless `seen` is the version it has now.
    """
    moved = (
        update(d)
        .where(*_of(d, tenant, kind), d.c.version == seen)
        .values(version=d.c.version + 1, changed_at=func.clock_timestamp(), changed_by=by)
    )
    if conn.execute(moved.returning(d.c.version)).one_or_none() is None:
        raise conflict("policy.draft_moved")
    new = tuple(put)
    gone = delete(dl).where(*_of(dl, tenant, kind))
    conn.execute(gone if drop is None else gone.where(dl.c.id.in_([*drop, *(line.id for line in new)])))
    _put(conn, dl, {"tenant_id": tenant, "type": kind}, new)
    return seen + 1


def discard(conn: Connection, tenant: str, kind: str) -> None:
    """The draft is thrown away."""
    conn.execute(delete(dl).where(*_of(dl, tenant, kind)))
    conn.execute(delete(d).where(*_of(d, tenant, kind)))


def publish(
    conn: Connection,
    tenant: str,
    kind: str,
    after: int,
    new: Iterable[Stored],
    reason: str,
    by: str,
    now: datetime,
) -> int:
    """These lines become the next version and are in force at once. Gives its number.

    Raises Refusal conflict `policy.moved` unless `after` is the version in force: somebody else was first.
    """
    locked = select(p.c.version).where(*_of(p, tenant, kind), p.c.current).with_for_update()
    if (conn.execute(locked).scalar_one_or_none() or 0) != after:
        raise conflict("policy.moved")
    newest = conn.execute(select(func.max(p.c.version)).where(*_of(p, tenant, kind))).scalar_one() or 0
    key = {"tenant_id": tenant, "type": kind, "version": newest + 1}
    row = {**key, "current": True, "reason": reason, "published_at": now, "published_by": by}
    conn.execute(update(p).where(*_of(p, tenant, kind), p.c.current).values(current=False))
    if conn.execute(upsert(p).values(row).on_conflict_do_nothing().returning(p.c.version)).one_or_none() is None:
        raise conflict("policy.moved")
    _put(conn, pl, key, new)
    conn.execute(update(reference_version).values(policies=reference_version.c.policies + 1))
    return newest + 1


def find(conn: Connection, tenant: str, kind: str, version: int) -> Published:
    """One version. Raises Refusal not_found `policy.version_unknown`."""
    found = next((one for one in versions(conn, tenant, kind) if one.version == version), None)
    if found is None:
        raise not_found("policy.version_unknown", version=version)
    return found


def require_reason(words: str) -> str:
    """Why, tidied. Raises Refusal invalid `policy.reason` for fewer than four characters."""
    tidy = " ".join(words.split())
    if len(tidy) < 4:
        raise invalid("policy.reason", {"reason": "policy.reason"})
    return tidy


def _of(table: Table, tenant: str, kind: str) -> tuple[ColumnElement[bool], ...]:
    return table.c.tenant_id == tenant, table.c.type == kind


def _put(conn: Connection, table: Table, key: Mapping[str, object], new: Iterable[Stored]) -> None:
    rows = [{**key, **msgspec.structs.asdict(line)} for line in new]
    if rows:
        conn.execute(insert(table), rows)
