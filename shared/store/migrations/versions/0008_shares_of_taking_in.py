"""What each tenant and API key may take in: a new table only, so old code runs beside it"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intake_shares",
        sa.Column("bucket", sa.Text(), nullable=False, comment="a tenant, or tenant/id of an API key"),
        sa.Column("level", sa.Double(), nullable=False, comment="tokens there were left at that time"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="real time"),
        sa.Column(
            "wait", sa.Double(), server_default="0", nullable=False, comment="seconds the last one was told to wait"
        ),
        sa.Column("refused", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_intake_shares")),
        prefixes=["UNLOGGED"],
    )
    op.execute("grant select, insert, update, delete on intake_shares to bangban_app")
