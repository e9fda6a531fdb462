"""A row of every table for each of three tenants, and a case that two of them share."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Table,
    Uuid,
    insert,
)

from shared.kernel.ids import new_id
from shared.store.tables import metadata

TENANTS = ("150271", "150203", "150207")
OWNER, GUEST, STRANGER = TENANTS
BY_CASE = (
    "case_events",
    "handovers",
    "case_holders",
    "escalations",
    "watches",
    "person_versions",
    "ratings",
    "rectifications",
    "rectification_acts",
    "second_ratings",
    "threads",
    "turns",
    "read_marks",
    "obligations",
    "attachments",
    "cases",
)
"""What a tenant that takes part in another's case sees of it, beside its own rows."""

_NOW = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)


class Planted(msgspec.Struct, frozen=True):
    """Each tenant's own case; one of OWNER's in which GUEST takes part, and one in which it no longer does."""

    own: dict[str, UUID]
    shared: UUID
    ended: UUID


def plant(conn: Connection) -> Planted:
    """All rows, written past row-level security."""
    planted = Planted({tenant: new_id() for tenant in TENANTS}, new_id(), new_id())
    for tenant in TENANTS:
        for table in scoped():
            conn.execute(insert(table).values(a_row(table, tenant, planted.own[tenant])))
    access = metadata.tables["case_access"]
    for case_id, until in ((planted.shared, None), (planted.ended, _NOW)):
        for name in BY_CASE:
            table = metadata.tables[name]
            conn.execute(insert(table).values(a_row(table, OWNER, case_id)))
        for tenant, end in ((OWNER, None), (GUEST, until)):
            conn.execute(insert(access).values(a_row(access, tenant, case_id) | {"until": end}))
    return planted


def scoped() -> list[Table]:
    """Every table that belongs to tenants."""
    return [table for table in metadata.sorted_tables if "tenant_id" in table.c]


def a_row(table: Table, tenant: str, case_id: UUID) -> dict[str, Any]:
    """A row that breaks no key of any other; its optional columns are left out."""
    row = {c.name: _value(c) for c in table.columns if not c.nullable and c.server_default is None}
    row |= {"tenant_id": tenant} | {name: case_id for name in ("case_id",) if name in table.c}
    if table.name == "cases":
        row["id"] = case_id
    if table.name in ("audit", "users"):
        row |= {"at": _NOW} if table.name == "audit" else {"login": f"login-{new_id()}"}
    if table.name == "staff":
        row["site_id"] = tenant
    if table.name in ("calendar_years", "calendar_days"):
        row["layer"] = f"layer-{new_id()}"
    return row


def _value(column: Column[Any]) -> Any:
    unique = new_id()
    if isinstance(column.type, Uuid):
        return unique
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Integer):
        return 1
    if isinstance(column.type, DateTime):
        return _NOW
    if isinstance(column.type, Date):
        return date(2026, 1, 1) + timedelta(days=unique.int % 3000)
    return unique.bytes if isinstance(column.type, LargeBinary) else f"planted {unique}"
