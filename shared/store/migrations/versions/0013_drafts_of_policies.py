"""Drafts of policies, and a version of their own for policies; what is published stays as it was published"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "reference_version",
        sa.Column(
            "policies",
            sa.BigInteger(),
            server_default="0",
            nullable=False,
            comment="grows when a policy is published",
        ),
    )
    op.alter_column("policies", "type", comment="routing | escalation | access", existing_comment="routing | access")
    op.create_table(
        "policy_drafts",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False, comment="the version in force when it was begun"),
        sa.Column("version", sa.Integer(), nullable=False, comment="grows with every change of the draft"),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "type", name=op.f("pk_policy_drafts")),
    )
    op.create_table(
        "policy_draft_lines",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("document", sa.Text(), nullable=False, comment="the line's fields as JSON"),
        sa.PrimaryKeyConstraint("tenant_id", "type", "id", name=op.f("pk_policy_draft_lines")),
    )
    for statement in (Path(__file__).parent / "0013_policy_rows.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
