"""Time as data: the working calendar in layers and versions, one row a date; and the demo clock's offset."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Integer, Interval, PrimaryKeyConstraint, Table, Text

from shared.store.tables.base import Instant, metadata, tenant

calendar_years = Table(
    "calendar_years",
    metadata,
    Column("tenant_id", Text, nullable=False, server_default="", comment="whose layer it is"),
    Column("layer", Text, nullable=False, server_default="CN", comment="CN, a region's two digits, or a site"),
    Column("year", Integer, nullable=False),
    Column("version", Integer, nullable=False, comment="grows with every publication of any layer"),
    Column("status", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("hours", Text, nullable=False, server_default="", comment="seasons with their office hours, as JSON"),
    Column("published_at", Instant),
    Column("published_by", Text, nullable=False, server_default="", comment="'' for the shipped files"),
    PrimaryKeyConstraint("layer", "year", "version"),
)

calendar_days = Table(
    "calendar_days",
    metadata,
    Column("tenant_id", Text, nullable=False, server_default=""),
    Column("layer", Text, nullable=False, server_default="CN"),
    Column(
        "year",
        Integer,
        nullable=False,
        server_default="0",
        comment="of the notice, which may speak of the December before",
    ),
    Column("day", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("working", Boolean, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("layer", "year", "version", "day"),
)

calendar_sweeps = Table(
    "calendar_sweeps",
    metadata,
    tenant(),
    Column("version", Integer, nullable=False, comment="of the calendar, by which open deadlines are computed anew"),
    Column("pass", Integer, nullable=False, server_default="1", comment="a second look finds who began before"),
    Column("seen", Integer, nullable=False, server_default="0"),
    Column("moved", Integer, nullable=False, server_default="0"),
    Column("failed", Integer, nullable=False, server_default="0", comment="of this pass: cases left as they were"),
    Column("last_error", Text, nullable=False, server_default="", comment="the case and what was wrong with it"),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant),
    PrimaryKeyConstraint("tenant_id", "version"),
)

clock_offset = Table(
    "clock_offset",
    metadata,
    Column("single", Boolean, primary_key=True, server_default="true"),
    Column("by", Interval, nullable=False),
    CheckConstraint("single", name="single_row"),
)
