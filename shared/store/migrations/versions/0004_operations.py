"""Which processes live, how far a change of key has come: new tables only, so old code runs beside them"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "processes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="the command: gateway, relay, tick and so on"),
        sa.Column("build", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False, comment="real time"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processes")),
    )
    op.create_table(
        "key_rotations",
        sa.Column("number", sa.Integer(), nullable=False, comment="the data key that everything is sealed with anew"),
        sa.Column("sealed", sa.Text(), nullable=False, comment="the column, as table.column"),
        sa.Column(
            "after",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="the last row that was looked at, as JSON",
        ),
        sa.Column("resealed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("done", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", "sealed", name=op.f("pk_key_rotations")),
    )
    op.execute("grant select, insert, update, delete on processes to bangban_app, bangban_queue")
    op.execute("grant select on key_rotations to bangban_app")
