"""What the files of reference data last said, so that what people changed stays; a new table only"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seeded",
        sa.Column("of_table", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="of the row, as JSON"),
        sa.Column("said", sa.Text(), nullable=False, comment="digests of what the files last said, by column, as JSON"),
        sa.PrimaryKeyConstraint("of_table", "key", name=op.f("pk_seeded")),
    )
    op.execute("grant select on seeded to bangban_app")
