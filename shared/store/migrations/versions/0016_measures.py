"""Measures on late cases, and from when on each case is looked at: new tables, and open cases are looked at at once"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _escalations()
    _watches()
    for statement in (Path(__file__).parent / "0016_measures.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
    # What was open before is looked at once, and then by its dates.
    op.execute(
        "insert into watches (case_id, tenant_id, look_at) select id, tenant_id, updated_at from cases"
        " where state in ('received', 'accepted', 'handling')"
    )


def _escalations() -> None:
    op.create_table(
        "escalations",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="tells one chain from others of its trigger"),
        sa.Column(
            "n", sa.Integer(), nullable=False, comment="a time of a chain has one measure: the key of the row says so"
        ),
        sa.Column("seq", sa.Integer(), nullable=False, comment="its event"),
        sa.Column("measure", sa.Text(), nullable=False, comment="remind | escalate | supervise"),
        sa.Column("site", sa.Text(), nullable=False, comment="has to act"),
        sa.Column("to_site", sa.Text(), nullable=False),
        sa.Column("to_role", sa.Text(), nullable=False),
        sa.Column("to_staff", sa.Uuid(), nullable=True),
        sa.Column("instead_of", sa.Text(), server_default="", nullable=False),
        sa.Column("vacant", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("rule", sa.Text(), server_default="", nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("policy_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("at", _Instant, nullable=False),
        sa.Column("answer_due", _Instant, nullable=True, comment="a supervision: until when an answer is owed"),
        sa.Column("answered_at", _Instant, nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False, comment="the answer, without personal data"),
        sa.PrimaryKeyConstraint("case_id", "trigger", "key", "n", name=op.f("pk_escalations")),
    )
    for column in ("tenant_id", "to_site"):
        op.create_index(
            op.f(f"ix_escalations_{column}_measure_answer_due"),
            "escalations",
            [column, "measure", "answer_due"],
            postgresql_where=sa.text("answered_at IS NULL"),
        )


def _watches() -> None:
    op.create_table(
        "watches",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column(
            "look_at",
            _Instant,
            nullable=True,
            comment="business time; NULL: the policies say no more, until others are published",
        ),
        sa.Column(
            "reference",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="the policies and reference data it was reckoned by",
        ),
        sa.Column(
            "failures", sa.Integer(), server_default="0", nullable=False, comment="looks in vain, one after the other"
        ),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_watches")),
    )
    op.create_index(op.f("ix_watches_tenant_id_look_at"), "watches", ["tenant_id", "look_at"])
    op.create_index(op.f("ix_watches_tenant_id_reference"), "watches", ["tenant_id", "reference"])
