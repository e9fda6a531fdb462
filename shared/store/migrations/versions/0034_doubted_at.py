"""When a rating was doubted, by which a limit may stand still; an empty column, filled from the acts"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rectifications", sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "update rectifications o set doubted_at = a.at from rectification_acts a"
        " where a.order_id = o.id and a.kind = 'doubt'"
    )
