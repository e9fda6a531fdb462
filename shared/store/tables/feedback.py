"""What comes after a rating: what was done about a bad one, act by act, and how the applicant sees it afterwards."""

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, Table, Text

from shared.store.tables.base import Bytes, Instant, metadata, tenant, uid

rectification_acts = Table(
    "rectification_acts",
    metadata,
    tenant(),
    uid("case_id", nullable=False),
    uid("order_id", nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by_site", Text, nullable=False),
    uid("by_staff", nullable=True, comment="empty: the platform, or the applicant"),
    Column("code", Text, nullable=False, server_default="", comment="a finding, a class or a grade"),
    Column("words", Text, nullable=False, server_default="", comment="without personal data"),
    Column("evidence", Text, nullable=False, server_default="", comment="without personal data"),
    Column("attachments", Text, nullable=False, server_default="", comment="ids of attachments of the case"),
    PrimaryKeyConstraint("order_id", "seq"),
    Index(None, "case_id"),
)

second_ratings = Table(
    "second_ratings",
    metadata,
    tenant(),
    uid("case_id", nullable=False),
    Column("round", Integer, nullable=False, comment="assessNumber 2 of that round; the first stays in ratings"),
    Column("grade", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("rated_at", Instant, nullable=False),
    Column("changes", Integer, nullable=False, server_default="0"),
    Column("words_ct", Bytes),
    PrimaryKeyConstraint("case_id", "round"),
    Index(None, "tenant_id", "rated_at"),
)
