"""The first schema"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from shared.kernel.clock import real_now
from shared.store import partitions

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("disabled", sa.Boolean(), server_default="false", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_keys_key_hash")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), server_default="", nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", "at", name=op.f("pk_audit")),
        postgresql_partition_by="RANGE (at)",
    )
    op.create_index(op.f("ix_audit_tenant_id_at"), "audit", ["tenant_id", "at"], unique=False)
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("day", "version", name=op.f("pk_calendar_days")),
    )
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("year", "version", name=op.f("pk_calendar_years")),
    )
    op.create_table(
        "case_access",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "case_id", "site_id", name=op.f("pk_case_access")),
    )
    op.create_index(op.f("ix_case_access_case_id_tenant_id"), "case_access", ["case_id", "tenant_id"], unique=False)
    op.create_table(
        "case_counters",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "day", name=op.f("pk_case_counters")),
    )
    op.create_table(
        "case_events",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_site", sa.Text(), nullable=False),
        sa.Column("by_role", sa.Text(), nullable=False),
        sa.Column("by_staff", sa.Uuid(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False, comment="the event as JSON, without personal data"),
        sa.Column("mac", sa.LargeBinary(), nullable=False, comment="HMAC over the previous mac and this row"),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_case_events")),
    )
    op.create_table(
        "case_holders",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("since_seq", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "since_seq", name=op.f("pk_case_holders")),
    )
    op.create_index(
        "uq_case_holders_one_active",
        "case_holders",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("item_version", sa.Integer(), nullable=False),
        sa.Column("origin_site", sa.Text(), nullable=False),
        sa.Column("holder_site", sa.Text(), nullable=False),
        sa.Column("pool_site", sa.Text(), server_default="", nullable=False),
        sa.Column("applicant_mask", sa.Text(), nullable=False),
        sa.Column("phone_tail", sa.Text(), server_default="", nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False, comment="the Case as JSON; equals the replay of its events"),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_cases_tenant_id_number")),
    )
    op.create_index(op.f("ix_cases_tenant_id_state"), "cases", ["tenant_id", "state"], unique=False)
    op.create_table(
        "clock_offset",
        sa.Column("single", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("by", sa.Interval(), nullable=False),
        sa.CheckConstraint("single", name="single_row"),
        sa.PrimaryKeyConstraint("single", name=op.f("pk_clock_offset")),
    )
    op.create_table(
        "desk_rows",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("bucket", sa.Text(), nullable=False, comment="sign | hold | pool | sent | closed"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("item_code", sa.Text(), nullable=False),
        sa.Column("item_name", sa.Text(), nullable=False),
        sa.Column("applicant_mask", sa.Text(), nullable=False),
        sa.Column("phone_tail", sa.Text(), server_default="", nullable=False),
        sa.Column("applicant_kind", sa.Text(), nullable=False),
        sa.Column("origin_site", sa.Text(), nullable=False),
        sa.Column("holder_site", sa.Text(), nullable=False),
        sa.Column("to_site", sa.Text(), server_default="", nullable=False),
        sa.Column("agent", sa.Uuid(), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "due_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="the next limit that counts here: signing, acceptance or the promised date",
        ),
        sa.Column("promised_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("statutory_due", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "ruler", sa.Text(), server_default="", nullable=False, comment="stops as JSON, for the working-day ruler"
        ),
        sa.Column("last_kind", sa.Text(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_site", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "site_id", "case_id", name=op.f("pk_desk_rows")),
    )
    op.create_index(op.f("ix_desk_rows_case_id"), "desk_rows", ["case_id"], unique=False)
    op.create_index("ix_desk_rows_desk", "desk_rows", ["tenant_id", "site_id", "bucket", "due_at"], unique=False)
    op.create_index(
        op.f("ix_desk_rows_tenant_id_bucket_due_at"), "desk_rows", ["tenant_id", "bucket", "due_at"], unique=False
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("body_ct", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("tenant_id", "user_id", "form", name=op.f("uq_drafts_tenant_id_user_id_form")),
    )
    op.create_table(
        "handovers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("from_site", sa.Text(), nullable=False),
        sa.Column("to_site", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rule", sa.Text(), server_default="", nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index(op.f("ix_handovers_case_id"), "handovers", ["case_id"], unique=False)
    op.create_index(
        "uq_handovers_one_open", "handovers", ["case_id"], unique=True, postgresql_where=sa.text("state = 'offered'")
    )
    op.create_table(
        "idempotency",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="ids, number, state, version and dates only"),
        sa.Column("location", sa.Text(), server_default="", nullable=False),
        sa.Column("etag", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "actor", "key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "message_id", name=op.f("pk_inbox")),
    )
    op.create_table(
        "item_versions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False, comment="the Item as JSON"),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), server_default="", nullable=False, comment="empty: the seed"),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_item_versions")),
    )
    op.create_table(
        "login_failures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="account:<keyed digest> or ip:<keyed digest>"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_failures")),
    )
    op.create_index(op.f("ix_login_failures_key_at"), "login_failures", ["key", "at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="the message as JSON: ids only"),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column(
            "cause_seq",
            sa.Integer(),
            nullable=True,
            comment="the first event of the act that caused it, so that undo can hold it back",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False, comment="waiting | cancelled | dead"),
        sa.Column(
            "rung_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="last handed to the broker with a confirm, real time",
        ),
        sa.Column("rings", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "lease_until", sa.DateTime(timezone=True), nullable=True, comment="a relay is publishing it, real time"
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False, comment="failures a consumer recorded"),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.Column("cancelled_by", sa.Integer(), nullable=True, comment="the undo event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_case_id_cause_seq"), "outbox", ["case_id", "cause_seq"], unique=False)
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["tenant_id", "queue", "not_before", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "parameters",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("pk_parameters")),
    )
    op.create_table(
        "person_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="person | enterprise"),
        sa.Column("name_ct", sa.LargeBinary(), nullable=False),
        sa.Column("phone_ct", sa.LargeBinary(), nullable=False),
        sa.Column(
            "identity_ct", sa.LargeBinary(), nullable=True, comment="identity number or unified social credit code"
        ),
        sa.Column("contact_ct", sa.LargeBinary(), nullable=True, comment="contact person of an enterprise"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_versions")),
    )
    op.create_index(op.f("ix_person_versions_case_id"), "person_versions", ["case_id"], unique=False)
    op.create_table(
        "policies",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False, comment="routing | access"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "type", "version", name=op.f("pk_policies")),
    )
    op.create_table(
        "policy_lines",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("document", sa.Text(), nullable=False, comment="the line's fields as JSON"),
        sa.PrimaryKeyConstraint("tenant_id", "type", "version", "id", name=op.f("pk_policy_lines")),
    )
    op.create_table(
        "rating_links",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_rating_links")),
    )
    op.create_index(op.f("ix_rating_links_tenant_id_case_id"), "rating_links", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "ratings",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reasons", sa.Text(), server_default="", nullable=False),
        sa.Column("words_ct", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "round", name=op.f("pk_ratings")),
    )
    op.create_index(op.f("ix_ratings_tenant_id_rated_at"), "ratings", ["tenant_id", "rated_at"], unique=False)
    op.create_table(
        "reference_version",
        sa.Column("single", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("single", name="single_row"),
        sa.PrimaryKeyConstraint("single", name=op.f("pk_reference_version")),
    )
    op.create_table(
        "reply_routes",
        sa.Column("extension", sa.Text(), nullable=False, comment="empty for a message that asks nothing"),
        sa.Column("phone_token", sa.LargeBinary(), nullable=False, comment="keyed digest of the phone we wrote to"),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("sms_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="the extension leads here no longer"),
        sa.PrimaryKeyConstraint("sms_id", name=op.f("pk_reply_routes")),
        sa.UniqueConstraint("reference", name=op.f("uq_reply_routes_reference")),
    )
    op.create_index(
        op.f("ix_reply_routes_phone_token_opened_at"), "reply_routes", ["phone_token", "opened_at"], unique=False
    )
    op.create_index(
        "uq_reply_routes_one_open",
        "reply_routes",
        ["phone_token", "extension"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "role_grants",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "role", "site_id", name=op.f("pk_role_grants")),
    )
    op.create_table(
        "search_tokens",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="phone | tail | identity | name | initials | bigram | number"
        ),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "token", "case_id", name=op.f("pk_search_tokens")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_tenant_id_user_id"), "sessions", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "site_paths",
        sa.Column("ancestor_id", sa.Text(), nullable=False),
        sa.Column("descendant_id", sa.Text(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ancestor_id", "descendant_id", name=op.f("pk_site_paths")),
    )
    op.create_index(
        op.f("ix_site_paths_descendant_id_ancestor_id"), "site_paths", ["descendant_id", "ancestor_id"], unique=False
    )
    op.create_table(
        "sites",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("division_code", sa.Text(), server_default="", nullable=False),
        sa.Column("duty", sa.Text(), server_default="", nullable=False),
        sa.Column("phone", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["sites.id"], name=op.f("fk_sites_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
    )
    op.create_table(
        "sms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False, comment="which occurrence of that purpose in this case"),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False, comment="ours, told to the supplier"),
        sa.Column("extension", sa.Text(), server_default="", nullable=False, comment="binds a reply to this prompt"),
        sa.Column("text_version", sa.Text(), nullable=False),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="waiting | sending | unknown | accepted | delivered | failed"
        ),
        sa.Column("supplier_id", sa.Text(), server_default="", nullable=False, comment="their id of it"),
        sa.Column("code", sa.Text(), server_default="", nullable=False, comment="why, where it is not simply accepted"),
        sa.Column(
            "attempts", sa.Integer(), server_default="0", nullable=False, comment="calls begun, all under one reference"
        ),
        sa.Column(
            "queries",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="not-found answers since the last attempt",
        ),
        sa.Column(
            "checks", sa.Integer(), server_default="0", nullable=False, comment="timers heard: numbers the next one"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True, comment="the last attempt began"),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True, comment="delivered or failed"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms")),
        sa.UniqueConstraint("case_id", "round", "purpose", name=op.f("uq_sms_case_id_round_purpose")),
        sa.UniqueConstraint("reference", name=op.f("uq_sms_reference")),
    )
    op.create_index(op.f("ix_sms_tenant_id_state"), "sms", ["tenant_id", "state"], unique=False)
    op.create_table(
        "sms_receipts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("body_ct", sa.LargeBinary(), nullable=False, comment="as received, encrypted"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state", sa.Text(), server_default="new", nullable=False, comment="new | applied | duplicate | quarantined"
        ),
        sa.PrimaryKeyConstraint("id", "received_at", name=op.f("pk_sms_receipts")),
        postgresql_partition_by="RANGE (received_at)",
    )
    op.create_index(op.f("ix_sms_receipts_digest"), "sms_receipts", ["digest"], unique=False)
    op.create_table(
        "sms_replies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("body_ct", sa.LargeBinary(), nullable=False, comment="as received, encrypted"),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state", sa.Text(), server_default="new", nullable=False, comment="new | applied | duplicate | quarantined"
        ),
        sa.PrimaryKeyConstraint("id", "received_at", name=op.f("pk_sms_replies")),
        postgresql_partition_by="RANGE (received_at)",
    )
    op.create_index(op.f("ix_sms_replies_digest"), "sms_replies", ["digest"], unique=False)
    op.create_table(
        "sms_suppliers",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column(
            "document", sa.Text(), nullable=False, comment="the gateway as JSON: paths, fields, code tables; no secrets"
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sms_suppliers")),
    )
    op.create_table(
        "sms_texts",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="earlier ones stay: a message keeps its own"),
        sa.Column("sign", sa.Text(), nullable=False, comment="the supplier puts it in front"),
        sa.Column("body", sa.Text(), nullable=False, comment="with placeholders"),
        sa.PrimaryKeyConstraint("tenant_id", "purpose", "version", name=op.f("pk_sms_texts")),
    )
    op.create_table(
        "tenants",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("weight", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenants")),
    )
    op.create_table(
        "timers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="what it is about; one timer per kind and key"),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="business time"),
        sa.Column("body", sa.Text(), nullable=False, comment="the message it becomes"),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timers")),
        sa.UniqueConstraint("tenant_id", "kind", "key", name=op.f("uq_timers_tenant_id_kind_key")),
    )
    op.create_index("ix_timers_due", "timers", ["due_at"], unique=False, postgresql_where=sa.text("fired_at IS NULL"))
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("demo", sa.Boolean(), server_default="false", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("site_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_staff_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_index(op.f("ix_staff_site_id"), "staff", ["site_id"], unique=False)
    for statement in (Path(__file__).parent / "0001_rows.sql").read_text().split(";\n"):
        if statement.strip():
            op.execute(statement)
    partitions.ensure(op.get_bind(), real_now().date())
