"""Addresses that notices are pushed to, and what went there: new tables, which old code knows nothing of"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column(
            "user_id", sa.Uuid(), nullable=False, comment="who registered it, and is told when it is switched off"
        ),
        sa.Column(
            "site_id", sa.Text(), server_default="", nullable=False, comment="shared by its people; '': personal"
        ),
        sa.Column("style", sa.Text(), nullable=False, comment="standard | wecom | dingtalk"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("url_ct", sa.LargeBinary(), nullable=False, comment="a robot's address opens its group"),
        sa.Column("secret_ct", sa.LargeBinary(), nullable=True, comment="ours for standard, theirs for dingtalk"),
        sa.Column("topics", sa.Text(), nullable=False, comment="joined by commas"),
        sa.Column(
            "failures", sa.Integer(), server_default="0", nullable=False, comment="tries in vain, one after the other"
        ),
        sa.Column("off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("off_why", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index(op.f("ix_webhooks_tenant_id_user_id"), "webhooks", ["tenant_id", "user_id"])
    op.create_index(op.f("ix_webhooks_tenant_id_site_id"), "webhooks", ["tenant_id", "site_id"])
    op.create_table(
        "pushes",
        sa.Column("id", sa.Uuid(), nullable=False, comment="the receiver knows it by this"),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("webhook_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="the notice; nothing is pushed twice to one address"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("seq", sa.Integer(), server_default="0", nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="the same bytes at every try; nothing about applicants"),
        sa.Column("state", sa.Text(), nullable=False, comment="waiting | delivered | failed | dropped"),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False, comment="what the last try came to"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pushes")),
        sa.UniqueConstraint("webhook_id", "key", name=op.f("uq_pushes_webhook_id_key")),
    )
    op.create_index(
        op.f("ix_pushes_tenant_id_webhook_id_created_at"), "pushes", ["tenant_id", "webhook_id", "created_at"]
    )
    op.create_index("ix_pushes_tried", "pushes", ["webhook_id", "tried_at"])
    op.create_index("ix_pushes_case", "pushes", ["tenant_id", "case_id"], postgresql_where=sa.text("state = 'waiting'"))
    for statement in (Path(__file__).parent / "0035_webhooks.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
