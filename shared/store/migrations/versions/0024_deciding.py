"""Desks show where a decision on more time is waited for: columns with defaults, filled from the cases as they stand"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    decides = "more time was asked for, and this site decides"
    op.add_column(
        "desk_rows", sa.Column("decides", sa.Boolean(), server_default="false", nullable=False, comment=decides)
    )
    asked_by = "who asked for more time, and does not decide"
    op.add_column("desk_rows", sa.Column("asked_by", sa.Uuid(), nullable=True, comment=asked_by))
    op.execute((Path(__file__).parent / "0024_deciding.sql").read_text())
