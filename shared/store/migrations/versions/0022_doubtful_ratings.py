"""Phones of staff, and which phone rated: a new table and an empty column, so old code runs beside them"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_phones",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column(
            "phone_token", sa.LargeBinary(), nullable=False, comment="keyed digest; the number itself is not kept"
        ),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "phone_token", name=op.f("pk_staff_phones")),
    )
    op.add_column(
        "ratings",
        sa.Column(
            "phone_token",
            sa.LargeBinary(),
            nullable=True,
            comment="keyed digest of the applicant's phone: one phone, many ratings",
        ),
    )
    op.create_index(op.f("ix_ratings_phone_token_rated_at"), "ratings", ["phone_token", "rated_at"])
    for statement in (Path(__file__).parent / "0022_doubtful_ratings.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
