"""Time as data: the working calendar, one row a date; and the demo clock's offset."""

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Integer, Interval, PrimaryKeyConstraint, Table, Text

from shared.store.tables.base import metadata

calendar_years = Table(
    "calendar_years",
    metadata,
    Column("year", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("source", Text, nullable=False),
    PrimaryKeyConstraint("year", "version"),
)

calendar_days = Table(
    "calendar_days",
    metadata,
    Column("day", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("working", Boolean, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("day", "version"),
)

clock_offset = Table(
    "clock_offset",
    metadata,
    Column("single", Boolean, primary_key=True, server_default="true"),
    Column("by", Interval, nullable=False),
    CheckConstraint("single", name="single_row"),
)
