"""The metadata all tables share, and the column types they are made of."""

from typing import Any

from sqlalchemy import Column, DateTime, LargeBinary, MetaData, Text, Uuid

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Instant = DateTime(timezone=True)
Bytes = LargeBinary


def tenant() -> Column[str]:
    """The owner of the row, which row-level security compares."""
    return Column("tenant_id", Text, nullable=False)


def uid(name: str, **options: Any) -> Column[Any]:
    """A UUID column."""
    return Column(name, Uuid, **options)
