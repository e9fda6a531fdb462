"""Layers of the working calendar: columns with defaults, under which old code goes on reading the nation's years"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("calendar_years", "calendar_days"):
        whose = "whose layer it is" if table == "calendar_years" else None
        what = "CN, a region's two digits, or a site" if table == "calendar_years" else None
        op.add_column(table, sa.Column("tenant_id", sa.Text(), server_default="", nullable=False, comment=whose))
        op.add_column(table, sa.Column("layer", sa.Text(), server_default="CN", nullable=False, comment=what))
        op.drop_constraint(f"pk_{table}", table)
    _years()
    _days()
    for statement in (Path(__file__).parent / "0009_rows.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)


def _years() -> None:
    growing = "grows with every publication of any layer"
    op.alter_column("calendar_years", "version", existing_type=sa.Integer(), comment=growing)
    for column in (
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "hours", sa.Text(), server_default="", nullable=False, comment="seasons with their office hours, as JSON"
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", sa.Text(), server_default="", nullable=False, comment="'' for the shipped files"),
    ):
        op.add_column("calendar_years", column)
    op.create_primary_key("pk_calendar_years", "calendar_years", ["layer", "year", "version"])


def _days() -> None:
    about = "of the notice, which may speak of the December before"
    op.add_column("calendar_days", sa.Column("year", sa.Integer(), server_default="0", nullable=False, comment=about))
    op.execute("update calendar_days set year = extract(year from day)")
    op.create_primary_key("pk_calendar_days", "calendar_days", ["layer", "year", "version", "day"])
