"""What the sites of a case say to each other, how far everybody has read, and what they owe each other."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from shared.store.tables.base import Bytes, Instant, metadata, tenant, uid


def _audience() -> Column[str]:
    return Column("audience", Text, nullable=False, server_default="", comment="empty: all sites; else the only one")


threads = Table(
    "threads",
    metadata,
    uid("case_id", nullable=False),
    tenant(),
    _audience(),
    Column("last", Integer, nullable=False, comment="the number of its last turn"),
    PrimaryKeyConstraint("case_id", "audience"),
)

turns = Table(
    "turns",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    uid("case_id", nullable=False),
    _audience(),
    Column("seq", Integer, nullable=False, comment="in the order of commits, without a gap, per audience"),
    Column("at", Instant, nullable=False),
    Column("site_id", Text, nullable=False),
    uid("staff_id"),
    Column("words", Text, nullable=False, server_default="", comment="without numbers of persons"),
    Column("says", Text, nullable=False, server_default="", comment="key of the platform's text"),
    Column("facts", Text, nullable=False, server_default="{}", comment="what fills it, as JSON"),
    uid("about", comment="the obligation it speaks of"),
    UniqueConstraint("case_id", "audience", "seq"),
)

read_marks = Table(
    "read_marks",
    metadata,
    uid("case_id", nullable=False),
    tenant(),
    _audience(),
    Column("site_id", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("upto", Integer, nullable=False, comment="the last turn this person saw at this site"),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("case_id", "audience", "site_id", "person"),
)

attachments = Table(
    "attachments",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    uid("case_id", nullable=False),
    _audience(),
    uid("turn_id", nullable=False),
    Column("name", Text, nullable=False, comment="as it was sent, without a path"),
    Column("kind", Text, nullable=False, comment="pdf | jpg | png | docx, by its content"),
    Column("size", BigInteger, nullable=False, comment="bytes of the content"),
    Column("sha256", Text, nullable=False, comment="of the content, in hex"),
    Column("file", Text, nullable=False, comment="its random name in the file store"),
    Column("key_ct", Bytes, nullable=False, comment="the key of the file"),
    Column("at", Instant, nullable=False),
    UniqueConstraint("file"),
    Index(None, "case_id"),
)

obligations = Table(
    "obligations",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    uid("case_id", nullable=False),
    Column("kind", Text, nullable=False, comment="answer | paper"),
    Column("words", Text, nullable=False, comment="without numbers of persons"),
    Column("to_site", Text, nullable=False, comment="waits for it, as it arose"),
    Column("to_holder", Boolean, nullable=False, comment="whoever holds the case waits"),
    Column("by_site", Text, nullable=False, comment="owes it, as it arose"),
    Column("by_holder", Boolean, nullable=False, comment="whoever holds the case owes"),
    uid("asked_by"),
    Column("promised", Boolean, nullable=False, comment="by the site that owes it, not asked of it"),
    Column("asked_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("remind_at", Instant),
    Column("state", Text, nullable=False, comment="open | fulfilled | withdrawn | moot"),
    Column("reminded_at", Instant),
    Column("overdue_at", Instant),
    Column("escalated_to", Text, nullable=False, server_default="", comment="the centre that was told"),
    Column("settled_at", Instant),
    uid("settled_by"),
    Column("moot_seq", Integer, comment="the version of the case that closed it; an undo of that opens it again"),
    Index(None, "case_id"),
    Index(None, "due_at", postgresql_where=text("state = 'open'")),
)
