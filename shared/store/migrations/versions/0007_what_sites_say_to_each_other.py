"""What the sites of a case say to each other: new tables only, so old code runs beside it"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "threads",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        _audience(),
        sa.Column("last", sa.Integer(), nullable=False, comment="the number of its last turn"),
        sa.PrimaryKeyConstraint("case_id", "audience", name=op.f("pk_threads")),
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        _audience(),
        sa.Column("seq", sa.Integer(), nullable=False, comment="in the order of commits, without a gap, per audience"),
        sa.Column("at", _Instant, nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False, comment="without numbers of persons"),
        sa.Column("says", sa.Text(), server_default="", nullable=False, comment="key of the platform's text"),
        sa.Column("facts", sa.Text(), server_default="{}", nullable=False, comment="what fills it, as JSON"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        sa.UniqueConstraint("case_id", "audience", "seq", name=op.f("uq_turns_case_id_audience_seq")),
    )
    op.create_table(
        "read_marks",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        _audience(),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False, comment="the last turn this person saw at this site"),
        sa.Column("at", _Instant, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "audience", "site_id", "person", name=op.f("pk_read_marks")),
    )
    for statement in (Path(__file__).parent / "0007_rows.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)


def _audience() -> sa.Column[str]:
    return sa.Column(
        "audience", sa.Text(), server_default="", nullable=False, comment="empty: all sites; else the only one"
    )
