"""Rosters, and what suggestions look up by index: new tables and indexes only, so old code runs beside them"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_Instant = sa.DateTime(timezone=True)
_CURRENT = sa.text("ended_at IS NULL")


def _person(*columns: sa.Column[object]) -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("recorded_at", _Instant, nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", _Instant, nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
    )


def upgrade() -> None:
    _members()
    _days()
    _absences()
    agent, done = sa.text("agent IS NOT NULL"), sa.text("bucket = 'closed'")
    op.create_index("ix_desk_rows_agent", "desk_rows", ["tenant_id", "agent"], postgresql_where=agent)
    op.create_index("ix_desk_rows_done", "desk_rows", ["tenant_id", "item_code", "last_at"], postgresql_where=done)
    for statement in (Path(__file__).parent / "0011_rosters.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)


def _members() -> None:
    said = "*, cat:NAME or item:CODE, joined by |"
    op.create_table(
        "roster_members",
        *_person(
            sa.Column("rank", sa.Text(), nullable=False, comment="lead | substitute"),
            sa.Column("place", sa.Integer(), server_default="1", nullable=False),
            sa.Column("competence", sa.Text(), server_default="*", nullable=False, comment=said),
            sa.Column(
                "weekdays", sa.Text(), server_default="W", nullable=False, comment="ISO digits, or W: the working days"
            ),
            sa.Column("from_day", sa.Date(), nullable=False),
            sa.Column("to_day", sa.Date(), nullable=True),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_members")),
    )
    name = op.f("ix_roster_members_tenant_id_site_id")
    op.create_index(name, "roster_members", ["tenant_id", "site_id"], postgresql_where=_CURRENT)


def _days() -> None:
    op.create_table(
        "roster_days",
        *_person(
            sa.Column("day", sa.Date(), nullable=False),
            sa.Column("on_duty", sa.Boolean(), nullable=False),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_days")),
    )
    name = op.f("ix_roster_days_tenant_id_site_id_day")
    op.create_index(name, "roster_days", ["tenant_id", "site_id", "day"], postgresql_where=_CURRENT)
    one = ["site_id", "staff_id", "day"]
    op.create_index("uq_roster_days_current", "roster_days", one, unique=True, postgresql_where=_CURRENT)


def _absences() -> None:
    kinds = "annual | sick | personal | business | training | other"
    op.create_table(
        "absences",
        *_person(
            sa.Column("kind", sa.Text(), nullable=False, comment=kinds),
            sa.Column("from_day", sa.Date(), nullable=False),
            sa.Column("to_day", sa.Date(), nullable=False),
            sa.Column("substitute", sa.Uuid(), nullable=True),
            sa.Column("words", sa.Text(), server_default="", nullable=False),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    name = op.f("ix_absences_tenant_id_site_id_to_day")
    op.create_index(name, "absences", ["tenant_id", "site_id", "to_day"], postgresql_where=_CURRENT)
