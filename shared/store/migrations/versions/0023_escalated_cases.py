"""Lists show which cases were moved up or supervised: a column with a default, so old code writes its rows as before"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_AS_IT_IS = """
update desk_rows d set raised = e.level from (
  select case_id, case when bool_or(measure = 'supervise') then 'supervise' else 'escalate' end as level
  from escalations where measure in ('escalate', 'supervise') group by case_id
) e where e.case_id = d.case_id
"""


def upgrade() -> None:
    comment = "已督办、已升级: supervise | escalate"
    op.add_column("desk_rows", sa.Column("raised", sa.Text(), server_default="", nullable=False, comment=comment))
    op.create_index(
        "ix_desk_rows_raised", "desk_rows", ["tenant_id", "raised"], postgresql_where=sa.text("raised <> ''")
    )
    op.execute(_AS_IT_IS)
