"""Second ratings and counted silences are reported; a column with a default, and what is unique gets wider"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_UNIQUE = ["case_id", "round", "occasion", "sequence"]


def upgrade() -> None:
    op.add_column(
        "rating_export_rows",
        sa.Column("kind", sa.Text(), server_default="first", nullable=False, comment="first | second | default"),
    )
    op.drop_constraint(f"uq_rating_export_rows_{'_'.join(_UNIQUE)}", "rating_export_rows", type_="unique")
    op.create_unique_constraint(
        "uq_rating_export_rows_case_id_round_occasion_kind_sequence",
        "rating_export_rows",
        ["case_id", "round", "occasion", "kind", "sequence"],
    )
