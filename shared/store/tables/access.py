"""Log-ins, sessions, API keys, idempotency records, audit."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from shared.store.tables.base import Bytes, Instant, metadata, tenant, uid

users = Table(
    "users",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    uid("staff_id"),
    Column("login", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("site_id", Text, nullable=False),
    Column("disabled", Boolean, nullable=False, server_default="false"),
    Column("demo", Boolean, nullable=False, server_default="false"),
    UniqueConstraint("login"),
)

login_failures = Table(
    "login_failures",
    metadata,
    uid("id", primary_key=True),
    Column("key", Text, nullable=False, comment="account:<keyed digest> or ip:<keyed digest>"),
    Column("at", Instant, nullable=False),
    Index(None, "key", "at"),
)

intake_shares = Table(
    "intake_shares",
    metadata,
    Column("bucket", Text, primary_key=True, comment="a tenant, or tenant/id of an API key"),
    Column("level", Double, nullable=False, comment="tokens there were left at that time"),
    Column("at", Instant, nullable=False, comment="real time"),
    Column("wait", Double, nullable=False, server_default="0", comment="seconds the last one was told to wait"),
    Column("refused", BigInteger, nullable=False, server_default="0"),
    prefixes=["UNLOGGED"],  # lost with a crash, and then all are full again: nothing waits for a disk because of it
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Bytes, primary_key=True),
    tenant(),
    uid("user_id", nullable=False),
    Column("site_id", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Index(None, "tenant_id", "user_id"),
)

api_keys = Table(
    "api_keys",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    Column("site_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("key_hash", Bytes, nullable=False),
    Column("disabled", Boolean, nullable=False, server_default="false"),
    UniqueConstraint("key_hash"),
)

idempotency = Table(
    "idempotency",
    metadata,
    tenant(),
    Column("actor", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("request_hash", Bytes, nullable=False),
    Column("status", Integer, nullable=False),
    Column("body", Text, nullable=False, comment="ids, number, state, version and dates only"),
    Column("location", Text, nullable=False, server_default=""),
    Column("etag", Text, nullable=False, server_default=""),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("tenant_id", "actor", "key"),
)

drafts = Table(
    "drafts",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    uid("user_id", nullable=False),
    Column("form", Text, nullable=False),
    Column("body_ct", Bytes, nullable=False),
    Column("saved_at", Instant, nullable=False),
    UniqueConstraint("tenant_id", "user_id", "form"),
)

audit = Table(
    "audit",
    metadata,
    uid("id", nullable=False),
    tenant(),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("site_id", Text, nullable=False, server_default=""),
    Column("act", Text, nullable=False),
    Column("object", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("id", "at"),
    Index(None, "tenant_id", "at"),
    postgresql_partition_by="RANGE (at)",
)
