"""How far open deadlines have been computed anew: a new table only, so old code runs beside it"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "calendar_sweeps",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column(
            "version",
            sa.Integer(),
            nullable=False,
            comment="of the calendar, by which open deadlines are computed anew",
        ),
        sa.Column(
            "pass", sa.Integer(), server_default="1", nullable=False, comment="a second look finds who began before"
        ),
        sa.Column("seen", sa.Integer(), server_default="0", nullable=False),
        sa.Column("moved", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "failed",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="of this pass: cases left as they were",
        ),
        sa.Column(
            "last_error", sa.Text(), server_default="", nullable=False, comment="the case and what was wrong with it"
        ),
        sa.Column("began_at", _Instant, nullable=False),
        sa.Column("ended_at", _Instant, nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "version", name=op.f("pk_calendar_sweeps")),
    )
    for statement in (Path(__file__).parent / "0015_sweeps.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
