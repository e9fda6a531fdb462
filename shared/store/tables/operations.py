"""What operators look at: which processes live, and how far a change of key has come. Nothing of any tenant."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, PrimaryKeyConstraint, Table, Text

from shared.store.tables.base import Instant, metadata, uid

processes = Table(
    "processes",
    metadata,
    uid("id", primary_key=True),
    Column("name", Text, nullable=False, comment="the command: gateway, relay, tick and so on"),
    Column("build", Text, nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False, comment="real time"),
)

key_rotations = Table(
    "key_rotations",
    metadata,
    Column("number", Integer, nullable=False, comment="the data key that everything is sealed with anew"),
    Column("sealed", Text, nullable=False, comment="the column, as table.column"),
    Column("after", Text, nullable=False, server_default="", comment="the last row that was looked at, as JSON"),
    Column("resealed", BigInteger, nullable=False, server_default="0"),
    Column("done", Boolean, nullable=False, server_default="false"),
    Column("began_at", Instant, nullable=False),
    PrimaryKeyConstraint("number", "sealed"),
)

seeded = Table(
    "seeded",
    metadata,
    Column("of_table", Text, nullable=False),
    Column("key", Text, nullable=False, comment="of the row, as JSON"),
    Column("said", Text, nullable=False, comment="digests of what the files last said, by column, as JSON"),
    PrimaryKeyConstraint("of_table", "key"),
)
