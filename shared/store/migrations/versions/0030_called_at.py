"""When a supplier was called, in real time: suppliers that find a message by phone and day know no other

A column that may be empty: old code leaves it so, and new code reckons for a row without it as before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_COMMENT = "the same in real time: some suppliers find a message by phone and day"


def upgrade() -> None:
    op.add_column("sms", sa.Column("called_at", sa.DateTime(timezone=True), nullable=True, comment=_COMMENT))
