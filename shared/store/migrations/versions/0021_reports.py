"""Ratings reported to a system of a higher level: new tables only, so old code runs beside them"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "rating_exchanges",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column(
            "document", sa.Text(), nullable=False, comment="the format as JSON: paths, fields, codes; no secrets"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rating_exchanges")),
    )
    _batches()
    _rows()
    op.create_table(
        "rating_reconciliations",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("at", _Instant, nullable=False),
        sa.Column("ours", sa.Integer(), nullable=False, comment="rows they acknowledged to us"),
        sa.Column(
            "theirs", sa.Integer(), nullable=True, comment="rows they say they hold; empty: they could not be asked"
        ),
        sa.Column("missing", sa.Text(), server_default="", nullable=False, comment="rows of ours they do not hold"),
        sa.Column("strange", sa.Text(), server_default="", nullable=False, comment="rows they hold and we do not know"),
        sa.PrimaryKeyConstraint("tenant_id", "day", name=op.f("pk_rating_reconciliations")),
    )
    for statement in (Path(__file__).parent / "0021_reports.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)


def _batches() -> None:
    op.create_table(
        "rating_exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("exchange", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="sending | acknowledged | stuck"),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column(
            "body_ct",
            sa.LargeBinary(),
            nullable=False,
            comment="the batch as it is handed over, the same at every try; encrypted",
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False, comment="why there is no answer yet"),
        sa.Column("created_at", _Instant, nullable=False),
        sa.Column("acknowledged_at", _Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_exports")),
    )
    op.create_index(op.f("ix_rating_exports_tenant_id_created_at"), "rating_exports", ["tenant_id", "created_at"])


def _rows() -> None:
    op.create_table(
        "rating_export_rows",
        sa.Column("row", sa.Text(), nullable=False, comment="names this version of this rating for ever, keyed"),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False, comment="of the rating, YYYY-MM-DD"),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False, comment="waiting | accepted | refused"),
        sa.Column("code", sa.Text(), server_default="", nullable=False, comment="theirs"),
        sa.PrimaryKeyConstraint("row", name=op.f("pk_rating_export_rows")),
        sa.UniqueConstraint(
            "case_id",
            "round",
            "occasion",
            "sequence",
            name=op.f("uq_rating_export_rows_case_id_round_occasion_sequence"),
        ),
    )
    op.create_index(op.f("ix_rating_export_rows_batch_id"), "rating_export_rows", ["batch_id"])
    op.create_index(op.f("ix_rating_export_rows_tenant_id_day"), "rating_export_rows", ["tenant_id", "day"])
