"""Bad ratings looked into to the end: columns with defaults, a file of acts, second ratings; old code runs on"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    for column in _columns():
        op.add_column("rectifications", column)
    op.alter_column("rectifications", "finding", comment="fixed | explained | untrue | malicious")
    _acts()
    _second_ratings()
    for statement in (Path(__file__).parent / "0017_rows.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
    # Orders of before have the acts that can be told from them.
    op.execute(
        "insert into rectification_acts (tenant_id, case_id, order_id, seq, kind, at, by_site)"
        " select tenant_id, case_id, id, 1, 'opened', opened_at, tenant_id from rectifications"
    )


def _columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("complexity", sa.Text(), server_default="simple", nullable=False, comment="simple | complex"),
        sa.Column("doubt", sa.Text(), nullable=True, comment="untrue | malicious: what the site found, for a review"),
        sa.Column("doubted_by", sa.Uuid(), nullable=True),
        sa.Column("refused_at", _Instant, nullable=True, comment="the review did not agree"),
        sa.Column("refused_by", sa.Uuid(), nullable=True),
        sa.Column("appealed_at", _Instant, nullable=True),
        sa.Column("upheld_at", _Instant, nullable=True, comment="the appeal failed"),
        sa.Column(
            "evidence", sa.Text(), server_default="", nullable=False, comment="what shows it, without personal data"
        ),
    )


def _acts() -> None:
    op.create_table(
        "rectification_acts",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", _Instant, nullable=False),
        sa.Column("by_site", sa.Text(), nullable=False),
        sa.Column("by_staff", sa.Uuid(), nullable=True, comment="empty: the platform, or the applicant"),
        sa.Column("code", sa.Text(), server_default="", nullable=False, comment="a finding, a class or a grade"),
        sa.Column("words", sa.Text(), server_default="", nullable=False, comment="without personal data"),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False, comment="without personal data"),
        sa.Column(
            "attachments", sa.Text(), server_default="", nullable=False, comment="ids of attachments of the case"
        ),
        sa.PrimaryKeyConstraint("order_id", "seq", name=op.f("pk_rectification_acts")),
    )
    op.create_index(op.f("ix_rectification_acts_case_id"), "rectification_acts", ["case_id"])


def _second_ratings() -> None:
    op.create_table(
        "second_ratings",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "round", sa.Integer(), nullable=False, comment="assessNumber 2 of that round; the first stays in ratings"
        ),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("rated_at", _Instant, nullable=False),
        sa.Column("changes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("words_ct", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "round", name=op.f("pk_second_ratings")),
    )
    op.create_index(op.f("ix_second_ratings_tenant_id_rated_at"), "second_ratings", ["tenant_id", "rated_at"])
