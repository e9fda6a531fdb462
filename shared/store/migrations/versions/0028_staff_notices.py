"""What staff are told in the application, and what each of them chose: new tables, which old code knows nothing of"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="what it is about; nobody is told of it twice"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column(
            "seq",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="the event, so that an undo takes it back",
        ),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("item_name", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False, comment="the site its words speak of"),
        sa.Column(
            "numbers", sa.Text(), server_default="{}", nullable=False, comment="what is counted in its words, as JSON"
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="business time"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False, comment="in the application; else it is only pushed"),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_notices")),
        sa.UniqueConstraint("tenant_id", "user_id", "key", name=op.f("uq_staff_notices_tenant_id_user_id_key")),
    )
    op.create_index(op.f("ix_staff_notices_tenant_id_user_id_at"), "staff_notices", ["tenant_id", "user_id", "at"])
    op.create_index(
        "ix_staff_notices_unread",
        "staff_notices",
        ["tenant_id", "user_id"],
        postgresql_where=sa.text("read_at IS NULL AND shown"),
    )
    op.create_index("ix_staff_notices_case", "staff_notices", ["tenant_id", "case_id"])
    op.create_table(
        "notice_choices",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column(
            "hidden",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="topics not shown, joined by commas",
        ),
        sa.Column("digest", sa.Boolean(), nullable=True, comment="NULL: as the locality has it"),
        sa.Column("digest_hour", sa.Integer(), nullable=True, comment="local; NULL: as the locality has it"),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notice_choices")),
    )
    for statement in (Path(__file__).parent / "0028_staff_notices.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
