"""Devices on which somebody of ours logged in, as keyed digests: a new table only, so old code runs beside it"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_devices",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column(
            "trace", sa.LargeBinary(), nullable=False, comment="keyed digest of a cookie, or of address and browser"
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="cookie | browser"),
        sa.Column(
            "seen_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="somebody of ours logged in there; real time",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "trace", name=op.f("pk_staff_devices")),
    )
    for column in ("trace", "seen_at"):
        op.create_index(op.f(f"ix_staff_devices_{column}"), "staff_devices", [column])
    for statement in (Path(__file__).parent / "0029_staff_devices.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
