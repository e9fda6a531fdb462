"""Lists show which cases are problems: a column with a default, so old code writes its rows as before"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "desk_rows",
        sa.Column("problem", sa.Boolean(), server_default="false", nullable=False, comment="问题工单"),
    )
