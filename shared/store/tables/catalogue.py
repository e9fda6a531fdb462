"""The catalogue of items: published versions as documents, with what lists and routing ask for as columns."""

from sqlalchemy import Boolean, Column, Integer, PrimaryKeyConstraint, Table, Text

from shared.store.tables.base import Instant, metadata, tenant

item_versions = Table(
    "item_versions",
    metadata,
    Column("code", Text, nullable=False),
    Column("version", Integer, nullable=False),
    tenant(),
    Column("name", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("document", Text, nullable=False, comment="the Item as JSON"),
    Column("published_at", Instant, nullable=False),
    Column("published_by", Text, nullable=False, server_default="", comment="empty: the seed"),
    PrimaryKeyConstraint("code", "version"),
)
