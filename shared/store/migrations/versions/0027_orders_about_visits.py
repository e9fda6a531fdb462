"""An order for every bad rating, also of a visit to a counter; what is unique gets wider, so old code runs beside it"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("rectifications", "visits"):
        column = sa.Column("occasion", sa.Text(), server_default="", nullable=False, comment="as in evaluations")
        op.add_column(table, column)
    op.drop_constraint("uq_rectifications_case_id_round", "rectifications", type_="unique")
    op.create_unique_constraint(
        "uq_rectifications_case_id_round_occasion", "rectifications", ["case_id", "round", "occasion"]
    )
    op.alter_column(
        "rectifications", "handled_by", comment="completed the case or served the visit, may not close the order"
    )
    op.drop_index("uq_visits_one_a_round", "visits")
    op.create_index(
        "uq_visits_one_an_occasion",
        "visits",
        ["case_id", "round", "occasion"],
        unique=True,
        postgresql_where=sa.text("reason <> 'second_bad'"),
    )
