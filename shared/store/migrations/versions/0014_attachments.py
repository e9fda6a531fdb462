"""Files that come with turns: a new table only, so old code runs beside it"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "audience", sa.Text(), server_default="", nullable=False, comment="empty: all sites; else the only one"
        ),
        sa.Column("turn_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="as it was sent, without a path"),
        sa.Column("kind", sa.Text(), nullable=False, comment="pdf | jpg | png | docx, by its content"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="bytes of the content"),
        sa.Column("sha256", sa.Text(), nullable=False, comment="of the content, in hex"),
        sa.Column("file", sa.Text(), nullable=False, comment="its random name in the file store"),
        sa.Column("key_ct", sa.LargeBinary(), nullable=False, comment="the key of the file"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("file", name=op.f("uq_attachments_file")),
    )
    op.create_index(op.f("ix_attachments_case_id"), "attachments", ["case_id"])
    for statement in (Path(__file__).parent / "0014_files.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
