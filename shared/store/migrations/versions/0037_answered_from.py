"""From where a supervision was answered: a column with a default, so old code writes its rows as before"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "escalations",
        sa.Column(
            "answered_from",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="another site: it answered in its place",
        ),
    )
