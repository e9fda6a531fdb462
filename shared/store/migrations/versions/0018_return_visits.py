"""Return visits: plans, rounds to call about, and calls; new tables, and open bad ratings are called about at once"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _visit_plans()
    _visits()
    _calls()
    for statement in (Path(__file__).parent / "0018_rows.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
    # Whoever rated badly before and whose order is open is called back, too.
    op.execute(
        "insert into visits (id, tenant_id, case_id, round, reason, site, created_at, next_at, state)"
        " select gen_random_uuid(), tenant_id, case_id, round, 'bad_rating', site, opened_at, opened_at, 'waiting'"
        " from rectifications where closed_at is null"
    )


def _visit_plans() -> None:
    op.create_table(
        "visit_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False, comment="2026-10: what was completed in it"),
        sa.Column("drawn_at", _Instant, nullable=False),
        sa.Column(
            "record",
            sa.Text(),
            nullable=False,
            comment="seed, frame as ids, ratios and version as JSON: draws it again",
        ),
        sa.Column("digest", sa.Text(), nullable=False, comment="SHA-256 of the frame"),
        sa.Column("drawn", sa.Integer(), nullable=False, comment="how many are in the sample"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_plans")),
        sa.UniqueConstraint("tenant_id", "month", name=op.f("uq_visit_plans_tenant_id_month")),
    )


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="bad_rating | second_bad | sample"),
        sa.Column("site", sa.Text(), nullable=False, comment="handled it: nobody there calls"),
        sa.Column("created_at", _Instant, nullable=False),
        sa.Column("next_at", _Instant, nullable=False, comment="business time"),
        sa.Column("state", sa.Text(), nullable=False, comment="waiting | answered | refused | unreachable"),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("put_off", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_by", sa.Uuid(), nullable=True),
        sa.Column("locked_until", _Instant, nullable=True, comment="real time"),
        sa.Column("closed_at", _Instant, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_plan_id"), "visits", ["plan_id"])
    op.create_index(
        op.f("ix_visits_tenant_id_next_at"),
        "visits",
        ["tenant_id", "next_at"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        op.f("uq_visits_one_a_round"),
        "visits",
        ["case_id", "round"],
        unique=True,
        postgresql_where=sa.text("reason <> 'second_bad'"),
    )
    op.create_index(
        op.f("uq_visits_one_second"),
        "visits",
        ["case_id", "round"],
        unique=True,
        postgresql_where=sa.text("reason = 'second_bad'"),
    )


def _calls() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("dialled_at", _Instant, nullable=False),
        sa.Column("by_site", sa.Text(), nullable=False),
        sa.Column("by_staff", sa.Uuid(), nullable=True, comment="empty: a machine"),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("ended_at", _Instant, nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("answers", sa.Text(), server_default="", nullable=False, comment="codes of the script"),
        sa.Column("words_ct", sa.LargeBinary(), nullable=True, comment="what was said, sealed"),
        sa.Column("supplier", sa.Text(), server_default="", nullable=False, comment="of a machine's call"),
        sa.Column("reference", sa.Text(), nullable=True, comment="ours, told to the supplier"),
        sa.Column("supplier_id", sa.Text(), server_default="", nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False, comment="theirs, or why it was given up"),
        sa.Column("queries", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("reference", name=op.f("uq_calls_reference")),
        sa.UniqueConstraint("visit_id", "seq", name=op.f("uq_calls_visit_id_seq")),
    )
    op.create_index(op.f("ix_calls_tenant_id_dialled_at"), "calls", ["tenant_id", "dialled_at"])
