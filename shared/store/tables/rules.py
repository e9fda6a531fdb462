"""Rules as data: parameters, and versioned policies with their lines; one version row tells caches when to reload."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, Integer, PrimaryKeyConstraint, Table, Text

from shared.store.tables.base import Instant, metadata, tenant, uid

parameters = Table(
    "parameters",
    metadata,
    tenant(),
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("unit", Text, nullable=False, server_default=""),
    Column("source", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("tenant_id", "key"),
)

policies = Table(
    "policies",
    metadata,
    tenant(),
    Column("type", Text, nullable=False, comment="routing | escalation | access"),
    Column("version", Integer, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("published_by", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("tenant_id", "type", "version"),
)

policy_lines = Table(
    "policy_lines",
    metadata,
    tenant(),
    Column("type", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("id", Text, nullable=False),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("document", Text, nullable=False, comment="the line's fields as JSON"),
    PrimaryKeyConstraint("tenant_id", "type", "version", "id"),
)

policy_drafts = Table(
    "policy_drafts",
    metadata,
    tenant(),
    Column("type", Text, nullable=False),
    Column("based_on", Integer, nullable=False, comment="the version in force when it was begun"),
    Column("version", Integer, nullable=False, comment="grows with every change of the draft"),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", Text, nullable=False),
    PrimaryKeyConstraint("tenant_id", "type"),
)

policy_draft_lines = Table(
    "policy_draft_lines",
    metadata,
    tenant(),
    Column("type", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("document", Text, nullable=False, comment="the line's fields as JSON"),
    PrimaryKeyConstraint("tenant_id", "type", "id"),
)

role_grants = Table(
    "role_grants",
    metadata,
    tenant(),
    uid("user_id", nullable=False),
    Column("role", Text, nullable=False),
    Column("site_id", Text, nullable=False),
    PrimaryKeyConstraint("tenant_id", "user_id", "role", "site_id"),
)

reference_version = Table(
    "reference_version",
    metadata,
    Column("single", Boolean, primary_key=True, server_default="true"),
    Column("version", BigInteger, nullable=False, server_default="1"),
    Column("policies", BigInteger, nullable=False, server_default="0", comment="grows when a policy is published"),
    CheckConstraint("single", name="single_row"),
)
