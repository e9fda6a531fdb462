"""Cases with their events, hand-overs, participants and desks; persons encrypted, with search tokens."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from shared.store.tables.base import Bytes, Instant, metadata, tenant, uid

cases = Table(
    "cases",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("number", Text),
    Column("item_code", Text, nullable=False),
    Column("item_version", Integer, nullable=False),
    Column("origin_site", Text, nullable=False),
    Column("holder_site", Text, nullable=False),
    Column("pool_site", Text, nullable=False, server_default=""),
    Column("applicant_mask", Text, nullable=False),
    Column("phone_tail", Text, nullable=False, server_default=""),
    Column("snapshot", Text, nullable=False, comment="the Case as JSON; equals the replay of its events"),
    Column("updated_at", Instant, nullable=False),
    UniqueConstraint("tenant_id", "number"),
    Index(None, "tenant_id", "state"),
)

case_events = Table(
    "case_events",
    metadata,
    uid("case_id", nullable=False),
    Column("seq", Integer, nullable=False),
    Column("batch", Integer, nullable=False),
    tenant(),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by_site", Text, nullable=False),
    Column("by_role", Text, nullable=False),
    uid("by_staff"),
    Column("body", Text, nullable=False, comment="the event as JSON, without personal data"),
    Column("mac", Bytes, nullable=False, comment="HMAC over the previous mac and this row"),
    PrimaryKeyConstraint("case_id", "seq"),
)

handovers = Table(
    "handovers",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    uid("case_id", nullable=False),
    Column("from_site", Text, nullable=False),
    Column("to_site", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("offered_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("rule", Text, nullable=False, server_default=""),
    Column("why", Text, nullable=False, server_default=""),
    Index("uq_handovers_one_open", "case_id", unique=True, postgresql_where=text("state = 'offered'")),
    Index(None, "case_id"),
)

case_holders = Table(
    "case_holders",
    metadata,
    uid("case_id", nullable=False),
    tenant(),
    Column("since_seq", Integer, nullable=False),
    Column("site_id", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    PrimaryKeyConstraint("case_id", "since_seq"),
    Index("uq_case_holders_one_active", "case_id", unique=True, postgresql_where=text("until IS NULL")),
)

case_access = Table(
    "case_access",
    metadata,
    tenant(),
    uid("case_id", nullable=False),
    Column("site_id", Text, nullable=False),
    Column("part", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    PrimaryKeyConstraint("tenant_id", "case_id", "site_id"),
    Index(None, "case_id", "tenant_id"),
)

desk_rows = Table(
    "desk_rows",
    metadata,
    tenant(),
    Column("site_id", Text, nullable=False),
    uid("case_id", nullable=False),
    Column("bucket", Text, nullable=False, comment="sign | hold | pool | sent | closed"),
    Column("state", Text, nullable=False),
    Column("number", Text, nullable=False, server_default=""),
    Column("item_code", Text, nullable=False),
    Column("item_name", Text, nullable=False),
    Column("applicant_mask", Text, nullable=False),
    Column("phone_tail", Text, nullable=False, server_default=""),
    Column("applicant_kind", Text, nullable=False),
    Column("origin_site", Text, nullable=False),
    Column("holder_site", Text, nullable=False),
    Column("to_site", Text, nullable=False, server_default=""),
    uid("agent"),
    Column("paused", Boolean, nullable=False),
    Column("started_at", Instant),
    Column("due_at", Instant, comment="the next limit that counts here: signing, acceptance or the promised date"),
    Column("promised_due", Instant),
    Column("statutory_due", Instant),
    Column("warn_at", Instant),
    Column("ruler", Text, nullable=False, server_default="", comment="stops as JSON, for the working-day ruler"),
    Column("last_kind", Text, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("last_site", Text, nullable=False),
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint("tenant_id", "site_id", "case_id"),
    Index("ix_desk_rows_desk", "tenant_id", "site_id", "bucket", "due_at"),
    Index(None, "tenant_id", "bucket", "due_at"),
    Index(None, "case_id"),
)

case_counters = Table(
    "case_counters",
    metadata,
    tenant(),
    Column("day", Date, nullable=False),
    Column("last", BigInteger, nullable=False),
    PrimaryKeyConstraint("tenant_id", "day"),
)

person_versions = Table(
    "person_versions",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    uid("case_id", nullable=False),
    Column("kind", Text, nullable=False, comment="person | enterprise"),
    Column("name_ct", Bytes, nullable=False),
    Column("phone_ct", Bytes, nullable=False),
    Column("identity_ct", Bytes, comment="identity number or unified social credit code"),
    Column("contact_ct", Bytes, comment="contact person of an enterprise"),
    Column("created_at", Instant, nullable=False),
    Index(None, "case_id"),
)

search_tokens = Table(
    "search_tokens",
    metadata,
    tenant(),
    Column("kind", Text, nullable=False, comment="phone | tail | identity | name | initials | bigram | number"),
    Column("token", Bytes, nullable=False),
    uid("case_id", nullable=False),
    PrimaryKeyConstraint("tenant_id", "kind", "token", "case_id"),
)
