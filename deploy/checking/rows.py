"""Asking the database for violations."""

from sqlalchemy import Connection, text


def violating(conn: Connection, query: str) -> list[str]:
    """What a query finds, one text each."""
    return [str(found) for found in conn.execute(text(query)).scalars()]


def count(conn: Connection, table: str) -> int:
    """How many rows a table of ours has."""
    return int(conn.execute(text(f"select count(*) from {table}")).scalar_one())  # noqa: S608 (our own names)
