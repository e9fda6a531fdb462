"""A version of a rating is reported once more with its reason; a column with a default, and what is unique gets wider

Which rows went with one was not written down. Where there is no reason by now, the row had none either; of the others
it is taken that it had, so none goes out twice.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_TABLE = "rating_export_rows"
_UNIQUE = ["case_id", "round", "occasion", "kind", "sequence"]
_WITHOUT = """
update rating_export_rows x set reasoned = false from ratings r
where x.kind = 'first' and r.case_id = x.case_id and r.round = x.round and r.occasion = x.occasion
  and r.changes + 1 = x.sequence and r.reasons = '' and r.words_ct is null
"""
_SECOND_WITHOUT = """
update rating_export_rows x set reasoned = false from second_ratings s
where x.kind = 'second' and s.case_id = x.case_id and s.round = x.round
  and s.changes + 1 = x.sequence and s.words_ct is null
"""


def upgrade() -> None:
    op.add_column(
        _TABLE,
        sa.Column(
            "reasoned",
            sa.Boolean(),
            server_default="true",
            nullable=False,
            comment="went with its reason, as far as known",
        ),
    )
    op.execute(_WITHOUT)
    op.execute(_SECOND_WITHOUT)
    op.drop_constraint(f"uq_{_TABLE}_{'_'.join(_UNIQUE)}", _TABLE, type_="unique")
    op.create_unique_constraint(f"uq_{_TABLE}_version", _TABLE, [*_UNIQUE, "reasoned"])
