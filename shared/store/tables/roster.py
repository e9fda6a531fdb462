"""Rosters: who accompanies cases at a site, on which days, who is away. Rows are retired, never changed or removed."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Text, text

from shared.store.tables.base import Instant, metadata, tenant, uid

_CURRENT = text("ended_at IS NULL")


def _kept() -> tuple[Column[object], ...]:
    """Since when we believe it and whose word it is; until when, and who took it back."""
    return (
        Column("recorded_at", Instant, nullable=False),
        uid("recorded_by"),
        Column("ended_at", Instant),
        uid("ended_by"),
    )


roster_members = Table(
    "roster_members",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    Column("site_id", Text, nullable=False),
    uid("staff_id", nullable=False),
    Column("rank", Text, nullable=False, comment="lead | substitute"),
    Column("place", Integer, nullable=False, server_default="1"),
    Column("competence", Text, nullable=False, server_default="*", comment="*, cat:NAME or item:CODE, joined by |"),
    Column("weekdays", Text, nullable=False, server_default="W", comment="ISO digits, or W: the working days"),
    Column("from_day", Date, nullable=False),
    Column("to_day", Date),
    *_kept(),
    Index(None, "tenant_id", "site_id", postgresql_where=_CURRENT),
)

roster_days = Table(
    "roster_days",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    Column("site_id", Text, nullable=False),
    uid("staff_id", nullable=False),
    Column("day", Date, nullable=False),
    Column("on_duty", Boolean, nullable=False),
    *_kept(),
    Index(None, "tenant_id", "site_id", "day", postgresql_where=_CURRENT),
    Index("uq_roster_days_current", "site_id", "staff_id", "day", unique=True, postgresql_where=_CURRENT),
)

absences = Table(
    "absences",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    Column("site_id", Text, nullable=False),
    uid("staff_id", nullable=False),
    Column("kind", Text, nullable=False, comment="annual | sick | personal | business | training | other"),
    Column("from_day", Date, nullable=False),
    Column("to_day", Date, nullable=False),
    uid("substitute"),
    Column("words", Text, nullable=False, server_default=""),
    *_kept(),
    Index(None, "tenant_id", "site_id", "to_day", postgresql_where=_CURRENT),
)
