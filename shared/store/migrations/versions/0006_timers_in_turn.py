"""Timers fire tenant by tenant: an index in another order, so old code runs beside it"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_timers_due", table_name="timers")
    op.create_index(
        "ix_timers_due", "timers", ["tenant_id", "due_at", "id"], postgresql_where=sa.text("fired_at IS NULL")
    )
