"""What members of staff are told in the application, and what each of them chose to be told of."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, UniqueConstraint, text

from shared.store.tables.base import Instant, metadata, tenant, uid

staff_notices = Table(
    "staff_notices",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    uid("user_id", nullable=False),
    Column("key", Text, nullable=False, comment="what it is about; nobody is told of it twice"),
    Column("kind", Text, nullable=False),
    Column("topic", Text, nullable=False),
    uid("case_id"),
    Column("seq", Integer, nullable=False, server_default="0", comment="the event, so that an undo takes it back"),
    Column("number", Text, nullable=False, server_default=""),
    Column("item_name", Text, nullable=False, server_default=""),
    Column("place", Text, nullable=False, server_default="", comment="the site its words speak of"),
    Column("numbers", Text, nullable=False, server_default="{}", comment="what is counted in its words, as JSON"),
    Column("at", Instant, nullable=False, comment="business time"),
    Column("due_at", Instant),
    Column("shown", Boolean, nullable=False, comment="in the application; else it is only pushed"),
    Column("read_at", Instant),
    UniqueConstraint("tenant_id", "user_id", "key"),
    Index(None, "tenant_id", "user_id", "at"),
    Index("ix_staff_notices_unread", "tenant_id", "user_id", postgresql_where=text("read_at IS NULL AND shown")),
    Index("ix_staff_notices_case", "tenant_id", "case_id"),
)

notice_choices = Table(
    "notice_choices",
    metadata,
    uid("user_id", primary_key=True),
    tenant(),
    Column("hidden", Text, nullable=False, server_default="", comment="topics not shown, joined by commas"),
    Column("digest", Boolean, comment="NULL: as the locality has it"),
    Column("digest_hour", Integer, comment="local; NULL: as the locality has it"),
    Column("changed_at", Instant, nullable=False),
)
