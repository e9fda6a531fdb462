"""Orders that bad ratings open: a new table only, so old code runs beside it"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "rectifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False, comment="answers for it"),
        sa.Column("opened_at", _Instant, nullable=False),
        sa.Column("contact_due", _Instant, nullable=False),
        sa.Column("due_at", _Instant, nullable=False),
        sa.Column("handled_by", sa.Uuid(), nullable=True, comment="completed the case, may not close the order"),
        sa.Column("contacted_at", _Instant, nullable=True),
        sa.Column("contacted_by", sa.Uuid(), nullable=True),
        sa.Column("closed_at", _Instant, nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True, comment="fixed | explained"),
        sa.Column(
            "words", sa.Text(), server_default="", nullable=False, comment="what was done, without personal data"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectifications")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_rectifications_case_id_round")),
    )
    for column in ("tenant_id", "site"):
        op.create_index(
            op.f(f"ix_rectifications_{column}_due_at"),
            "rectifications",
            [column, "due_at"],
            postgresql_where=sa.text("closed_at IS NULL"),
        )
    for statement in (Path(__file__).parent / "0005_rows.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
