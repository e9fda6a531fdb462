"""Tenants, the tree of sites with its closure, and the staff who work there."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, Text

from shared.store.tables.base import metadata, tenant, uid

tenants = Table(
    "tenants",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("short_name", Text, nullable=False),
    Column("parent_id", Text),
    Column("weight", Integer, nullable=False, server_default="1"),
)

sites = Table(
    "sites",
    metadata,
    Column("id", Text, primary_key=True),
    tenant(),
    Column("parent_id", Text, ForeignKey("sites.id")),
    Column("kind", Text, nullable=False),
    Column("tier", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("short_name", Text, nullable=False),
    Column("division_code", Text, nullable=False, server_default=""),
    Column("duty", Text, nullable=False, server_default=""),
    Column("phone", Text, nullable=False, server_default=""),
    Column("valid_from", Date),
    Column("valid_to", Date),
)

site_paths = Table(
    "site_paths",
    metadata,
    Column("ancestor_id", Text, primary_key=True),
    Column("descendant_id", Text, primary_key=True),
    Column("depth", Integer, nullable=False),
    Index(None, "descendant_id", "ancestor_id"),
)

staff = Table(
    "staff",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    Column("site_id", Text, ForeignKey("sites.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False, server_default=""),
    Column("valid_to", Date),
    Index(None, "site_id"),
)
