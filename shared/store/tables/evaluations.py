"""Occasions to evaluate, replies that wait for a person, and prompts that wait for their turn at a phone."""

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, Table, Text, text

from shared.store.tables.base import Bytes, Instant, metadata, tenant, uid

evaluations = Table(
    "evaluations",
    metadata,
    tenant(),
    uid("case_id", nullable=False),
    Column("round", Integer, nullable=False),
    Column("occasion", Text, nullable=False, comment="empty: the case itself; else a visit to a counter, SITE/DAY"),
    Column("site", Text, nullable=False, comment="whose service is evaluated"),
    Column("state", Text, nullable=False, comment="open | answered | refused | unanswered | default"),
    Column("opened_at", Instant, nullable=False),
    Column("reminded_at", Instant),
    Column("settled_at", Instant, comment="answered, refused or over"),
    PrimaryKeyConstraint("case_id", "round", "occasion"),
    Index(None, "tenant_id", "opened_at"),
    Index(None, "site", "opened_at"),
)

waiting_replies = Table(
    "waiting_replies",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    uid("case_id", nullable=False),
    Column("round", Integer, nullable=False),
    Column("why", Text, nullable=False, comment="question | abuse | contradiction | unclear | late | final"),
    Column("words_ct", Bytes, nullable=False, comment="what was written, encrypted"),
    Column("received_at", Instant, nullable=False),
    Column("settled_at", Instant),
    uid("settled_by", nullable=True),
    Column("outcome", Text, nullable=False, server_default="", comment="rated | answered | nothing"),
    Index(None, "tenant_id", "received_at", postgresql_where=text("settled_at IS NULL")),
)

prompt_queue = Table(
    "prompt_queue",
    metadata,
    uid("sms_id", primary_key=True),
    tenant(),
    uid("case_id", nullable=False),
    Column("phone_token", Bytes, nullable=False, comment="keyed digest of the phone it will go to"),
    Column("queued_at", Instant, nullable=False),
    Column("left_at", Instant, comment="sent, or not wanted any more"),
    Index(None, "phone_token", "queued_at", postgresql_where=text("left_at IS NULL")),
)

staff_phones = Table(
    "staff_phones",
    metadata,
    tenant(),
    Column("phone_token", Bytes, nullable=False, comment="keyed digest; the number itself is not kept"),
    uid("staff_id", nullable=False),
    PrimaryKeyConstraint("tenant_id", "phone_token"),
)

staff_devices = Table(
    "staff_devices",
    metadata,
    tenant(),
    Column("trace", Bytes, nullable=False, comment="keyed digest of a cookie, or of address and browser"),
    Column("kind", Text, nullable=False, comment="cookie | browser"),
    Column("seen_at", Instant, nullable=False, comment="somebody of ours logged in there; real time"),
    PrimaryKeyConstraint("tenant_id", "trace"),
    Index(None, "trace"),
    Index(None, "seen_at"),
)
