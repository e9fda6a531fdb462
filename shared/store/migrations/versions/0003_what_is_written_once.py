"""What is written once: the app role changes no event and no audit row, and no row changes its tenant"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in (Path(__file__).parent / "0003_writes.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
