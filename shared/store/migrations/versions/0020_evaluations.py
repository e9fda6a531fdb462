"""Occasions to evaluate, replies for a person, prompts in turn; a rating knows its occasion and who wrote it down.

Old code reads and writes ratings of cases as before, but for the key: it must be stopped while this runs.
"""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    _evaluations()
    _waiting_replies()
    _prompt_queue()
    op.add_column("reply_routes", sa.Column("settled_at", _Instant, nullable=True, comment=_SETTLED))
    op.create_index(op.f("ix_reply_routes_case_id_round"), "reply_routes", ["case_id", "round"])
    _occasions()
    for statement in (Path(__file__).parent / "0020_evaluations.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)


_SETTLED = "answered, refused or over: other prompts to this phone may have their turn"


def _evaluations() -> None:
    op.create_table(
        "evaluations",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "occasion", sa.Text(), nullable=False, comment="empty: the case itself; else a visit to a counter, SITE/DAY"
        ),
        sa.Column("site", sa.Text(), nullable=False, comment="whose service is evaluated"),
        sa.Column("state", sa.Text(), nullable=False, comment="open | answered | refused | unanswered | default"),
        sa.Column("opened_at", _Instant, nullable=False),
        sa.Column("reminded_at", _Instant, nullable=True),
        sa.Column("settled_at", _Instant, nullable=True, comment="answered, refused or over"),
        sa.PrimaryKeyConstraint("case_id", "round", "occasion", name=op.f("pk_evaluations")),
    )
    for column in ("tenant_id", "site"):
        op.create_index(op.f(f"ix_evaluations_{column}_opened_at"), "evaluations", [column, "opened_at"])


def _waiting_replies() -> None:
    op.create_table(
        "waiting_replies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "why", sa.Text(), nullable=False, comment="question | abuse | contradiction | unclear | late | final"
        ),
        sa.Column("words_ct", sa.LargeBinary(), nullable=False, comment="what was written, encrypted"),
        sa.Column("received_at", _Instant, nullable=False),
        sa.Column("settled_at", _Instant, nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False, comment="rated | answered | nothing"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_replies")),
    )
    op.create_index(
        op.f("ix_waiting_replies_tenant_id_received_at"),
        "waiting_replies",
        ["tenant_id", "received_at"],
        postgresql_where=sa.text("settled_at IS NULL"),
    )


def _prompt_queue() -> None:
    op.create_table(
        "prompt_queue",
        sa.Column("sms_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("phone_token", sa.LargeBinary(), nullable=False, comment="keyed digest of the phone it will go to"),
        sa.Column("queued_at", _Instant, nullable=False),
        sa.Column("left_at", _Instant, nullable=True, comment="sent, or not wanted any more"),
        sa.PrimaryKeyConstraint("sms_id", name=op.f("pk_prompt_queue")),
    )
    op.create_index(
        op.f("ix_prompt_queue_phone_token_queued_at"),
        "prompt_queue",
        ["phone_token", "queued_at"],
        postgresql_where=sa.text("left_at IS NULL"),
    )


def _occasions() -> None:
    occasion = sa.Column("occasion", sa.Text(), server_default="", nullable=False, comment="as in evaluations")
    op.add_column("rating_links", occasion._copy())
    op.add_column(
        "rating_links",
        sa.Column("channel", sa.Text(), server_default="link", nullable=False, comment="link | qr | tablet"),
    )
    op.add_column("ratings", occasion._copy())
    for column in _RATED:
        op.add_column("ratings", column)
    op.drop_constraint("pk_ratings", "ratings")
    op.create_primary_key("pk_ratings", "ratings", ["case_id", "round", "occasion"])


_RATED: tuple[sa.Column[Any], ...] = (
    sa.Column("anonymous", sa.Boolean(), server_default="false", nullable=False, comment="wants no call about it"),
    sa.Column(
        "recorded_by", sa.Uuid(), nullable=True, comment="who wrote it down for the applicant: by phone, from paper"
    ),
    sa.Column("scan", sa.Uuid(), nullable=True, comment="the attachment that shows the paper"),
    sa.Column("flags", sa.Text(), server_default="", nullable=False, comment="what a supervisor should look at"),
)
