"""What the sites of a case say to each other: turns, their counters, and how far everybody has read."""

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from shared.store.tables.base import Instant, metadata, tenant, uid


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
