"""What sites owe each other, and turns that speak of it: additions only, so old code runs beside it"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("turns", sa.Column("about", sa.Uuid(), nullable=True, comment="the obligation it speaks of"))
    op.create_table(
        "obligations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="answer | paper"),
        sa.Column("words", sa.Text(), nullable=False, comment="without numbers of persons"),
        sa.Column("to_site", sa.Text(), nullable=False, comment="waits for it, as it arose"),
        sa.Column("to_holder", sa.Boolean(), nullable=False, comment="whoever holds the case waits"),
        sa.Column("by_site", sa.Text(), nullable=False, comment="owes it, as it arose"),
        sa.Column("by_holder", sa.Boolean(), nullable=False, comment="whoever holds the case owes"),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("promised", sa.Boolean(), nullable=False, comment="by the site that owes it, not asked of it"),
        sa.Column("asked_at", _Instant, nullable=False),
        sa.Column("due_at", _Instant, nullable=False),
        sa.Column("remind_at", _Instant, nullable=True),
        sa.Column("state", sa.Text(), nullable=False, comment="open | fulfilled | withdrawn | moot"),
        sa.Column("reminded_at", _Instant, nullable=True),
        sa.Column("overdue_at", _Instant, nullable=True),
        sa.Column("escalated_to", sa.Text(), server_default="", nullable=False, comment="the centre that was told"),
        sa.Column("settled_at", _Instant, nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column(
            "moot_seq",
            sa.Integer(),
            nullable=True,
            comment="the version of the case that closed it; an undo of that opens it again",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligations")),
    )
    op.create_index(op.f("ix_obligations_case_id"), "obligations", ["case_id"])
    op.create_index(
        op.f("ix_obligations_due_at"), "obligations", ["due_at"], postgresql_where=sa.text("state = 'open'")
    )
    for statement in (Path(__file__).parent / "0010_owed.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
