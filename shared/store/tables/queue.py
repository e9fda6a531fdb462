"""Messages and timers as rows: outbox, inbox, timers."""

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint, text

from shared.store.tables.base import Instant, metadata, tenant, uid

outbox = Table(
    "outbox",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    Column("queue", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False, comment="the message as JSON: ids only"),
    uid("case_id"),
    Column("cause_seq", Integer, comment="the first event of the act that caused it, so that undo can hold it back"),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("state", Text, nullable=False, server_default="waiting", comment="waiting | cancelled | dead"),
    Column("rung_at", Instant, comment="last handed to the broker with a confirm, real time"),
    Column("rings", Integer, nullable=False, server_default="0"),
    Column("lease_until", Instant, comment="a relay is publishing it, real time"),
    Column("attempts", Integer, nullable=False, server_default="0", comment="failures a consumer recorded"),
    Column("last_error", Text, nullable=False, server_default=""),
    Column("cancelled_by", Integer, comment="the undo event"),
    Index("ix_outbox_due", "tenant_id", "queue", "not_before", "id", postgresql_where=text("state = 'waiting'")),
    Index(None, "case_id", "cause_seq"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("consumer", Text, nullable=False),
    uid("message_id", nullable=False),
    tenant(),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("consumer", "message_id"),
)

timers = Table(
    "timers",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False, comment="what it is about; one timer per kind and key"),
    uid("case_id"),
    Column("due_at", Instant, nullable=False, comment="business time"),
    Column("body", Text, nullable=False, comment="the message it becomes"),
    Column("queue", Text, nullable=False),
    Column("fired_at", Instant),
    UniqueConstraint("tenant_id", "kind", "key"),
    Index("ix_timers_due", "tenant_id", "due_at", "id", postgresql_where=text("fired_at IS NULL")),
)
