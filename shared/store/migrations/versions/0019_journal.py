"""The SMS journal with its history, limits, approvals and suppliers' states: columns and tables only"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _journal()
    _history()
    _spending()
    _templates()
    _suppliers()
    _opt_outs()
    for statement in (Path(__file__).parent / "0019_journal.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)


def _count(name: str, comment: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default="0", nullable=False, comment=comment)


def _words(name: str, comment: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False, comment=comment)


def _text(name: str, comment: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, comment=comment)


def _journal() -> None:
    op.add_column("sms", _count("losses", "attempts that silence proved in vain"))
    op.add_column("sms", _count("segments", "as billed for its first attempt"))
    since = "nobody took it since then, or a person let it go again"
    op.add_column("sms", sa.Column("waiting_since", _Instant, nullable=True, comment=since))
    until = "waiting: not before then; why says the code"
    op.add_column("sms", sa.Column("held_until", _Instant, nullable=True, comment=until))
    states = "waiting | sending | unknown | accepted | delivered | failed"
    op.alter_column(
        "sms",
        "state",
        existing_type=sa.Text(),
        existing_nullable=False,
        existing_comment=states,
        comment="waiting | sending | unknown | accepted | stuck | delivered | failed",
    )
    op.create_index(op.f("ix_sms_tenant_id_created_at"), "sms", ["tenant_id", "created_at"])


def _history() -> None:
    op.create_table(
        "sms_history",
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("tenant_id"),
        sa.Column("sms_id", sa.Uuid(), nullable=False),
        sa.Column("at", _Instant, nullable=False),
        _text("what", "claimed | answered | receipt | looked | held | stuck | person"),
        _text("state", "of the message afterwards"),
        _text("supplier"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        _words("code"),
        _words("by", "the name of a person of ours"),
        _words("reason", "a person's, without personal data"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_history")),
    )
    op.create_index(op.f("ix_sms_history_sms_id"), "sms_history", ["sms_id"])
    op.create_index(op.f("ix_sms_history_at"), "sms_history", ["at"])


def _spending() -> None:
    op.create_table(
        "sms_spending",
        _text("tenant_id"),
        sa.Column("day", sa.Date(), nullable=False, comment="in Shanghai"),
        _text("purpose"),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "day", "purpose", name=op.f("pk_sms_spending")),
    )


def _templates() -> None:
    op.create_table(
        "sms_templates",
        _text("tenant_id"),
        _text("purpose"),
        sa.Column("version", sa.Integer(), nullable=False, comment="of the text"),
        _text("supplier"),
        _text("state", "draft | submitted | approved | refused"),
        _words("code", "theirs, once approved"),
        _words("reason", "theirs, where refused"),
        sa.Column("at", _Instant, nullable=False),
        _words("by"),
        sa.PrimaryKeyConstraint("tenant_id", "purpose", "version", "supplier", name=op.f("pk_sms_templates")),
    )


def _suppliers() -> None:
    op.create_table(
        "supplier_states",
        _text("supplier"),
        _share("errors", "share of late calls, as of `at`"),
        _share("slowness"),
        _share("latency_ms"),
        _count("failures", "in a row"),
        sa.Column("calls", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("at", _Instant, nullable=True, comment="real time, like all here"),
        sa.Column("opened_at", _Instant, nullable=True, comment="the breaker is open since"),
        sa.Column("probe_at", _Instant, nullable=True),
        _count("probes"),
        _words("last_code"),
        sa.Column("last_error_at", _Instant, nullable=True),
        _words("out_reason", "a person took it out"),
        _words("out_by"),
        sa.Column("out_at", _Instant, nullable=True),
        sa.Column(
            "polled_at",
            _Instant,
            nullable=True,
            comment="receipts and replies were fetched, or one process is about to",
        ),
        _words("poll_code", "what went wrong the last time"),
        sa.PrimaryKeyConstraint("supplier", name=op.f("pk_supplier_states")),
    )


def _share(name: str, comment: str | None = None) -> sa.Column[float]:
    return sa.Column(name, sa.Float(), server_default="0", nullable=False, comment=comment)


def _opt_outs() -> None:
    op.create_table(
        "opt_outs",
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("tenant_id"),
        sa.Column("phone_token", sa.LargeBinary(), nullable=False, comment="keyed digest of the phone"),
        _text("source", "reply | person"),
        sa.Column("at", _Instant, nullable=False),
        _words("by"),
        _words("reason"),
        sa.Column("released_at", _Instant, nullable=True),
        _words("released_by"),
        _words("released_reason"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_outs")),
    )
    op.create_index(
        "uq_opt_outs_one_in_force",
        "opt_outs",
        ["phone_token"],
        unique=True,
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_index(op.f("ix_opt_outs_tenant_id_at"), "opt_outs", ["tenant_id", "at"])
