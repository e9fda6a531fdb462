"""What members of staff are told in the application, and what each of them chose to be told of."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, UniqueConstraint, text

from shared.store.tables.base import Bytes, Instant, metadata, tenant, uid

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

webhooks = Table(
    "webhooks",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    uid("user_id", nullable=False, comment="who registered it, and is told when it is switched off"),
    Column("site_id", Text, nullable=False, server_default="", comment="shared by its people; '': personal"),
    Column("style", Text, nullable=False, comment="standard | wecom | dingtalk"),
    Column("name", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("url_ct", Bytes, nullable=False, comment="a robot's address opens its group"),
    Column("secret_ct", Bytes, comment="ours for standard, theirs for dingtalk"),
    Column("topics", Text, nullable=False, comment="joined by commas"),
    Column("failures", Integer, nullable=False, server_default="0", comment="tries in vain, one after the other"),
    Column("off_at", Instant),
    Column("off_why", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Index(None, "tenant_id", "user_id"),
    Index(None, "tenant_id", "site_id"),
)

pushes = Table(
    "pushes",
    metadata,
    uid("id", primary_key=True, comment="the receiver knows it by this"),
    tenant(),
    uid("webhook_id", nullable=False),
    Column("key", Text, nullable=False, comment="the notice; nothing is pushed twice to one address"),
    Column("kind", Text, nullable=False),
    uid("case_id"),
    Column("seq", Integer, nullable=False, server_default="0"),
    Column("body", Text, nullable=False, comment="the same bytes at every try; nothing about applicants"),
    Column("state", Text, nullable=False, comment="waiting | delivered | failed | dropped"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("code", Text, nullable=False, server_default="", comment="what the last try came to"),
    Column("created_at", Instant, nullable=False),
    Column("tried_at", Instant),
    Column("next_at", Instant),
    UniqueConstraint("webhook_id", "key"),
    Index(None, "tenant_id", "webhook_id", "created_at"),
    Index("ix_pushes_tried", "webhook_id", "tried_at"),
    Index("ix_pushes_case", "tenant_id", "case_id", postgresql_where=text("state = 'waiting'")),
)
