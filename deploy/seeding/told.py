"""What the files said of a row the last time they were loaded: by that, what people changed since is told apart.

Only a digest of each value is kept. A column that came with a release later than the row's last load says nothing.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, inspect, select
from sqlalchemy.dialects.postgresql import insert

from shared.store.tables.operations import seeded as t

Said = Mapping[str, str]
"""The digest of each column's value."""


def of(row: Mapping[str, Any]) -> Said:
    """What a row says."""
    return {name: hashlib.sha256(_text(value)).hexdigest()[:16] for name, value in row.items()}


def is_as(row: Mapping[str, Any], said: Said) -> bool:
    """Whether the row is as the files last said it."""
    now = of(row)
    return all(now[name] == digest for name, digest in said.items() if name in now)


def key_of(at: Sequence[Any]) -> str:
    """A row's key as it is kept."""
    return msgspec.json.encode(tuple(map(str, at))).decode()


def last(conn: Connection, table: str) -> dict[str, Said]:
    """What the files said of the table's rows, by key; nothing on the tables of an earlier release."""
    if not _there(conn):
        return {}
    rows = conn.execute(select(t.c.key, t.c.said).where(t.c.of_table == table))
    return {key: msgspec.json.decode(said, type=dict[str, str]) for key, said in rows}


def note(conn: Connection, table: str, before: Mapping[str, Said], now: Mapping[str, Said]) -> None:
    """Writes what they say now; what they name no longer is forgotten."""
    if not _there(conn):
        return
    new = [
        {"of_table": table, "key": key, "said": msgspec.json.encode(said, order="sorted").decode()}
        for key, said in now.items()
        if before.get(key) != said
    ]
    if new:
        row = insert(t)
        conn.execute(
            row.on_conflict_do_update(index_elements=["of_table", "key"], set_={"said": row.excluded.said}), new
        )
    if gone := before.keys() - now.keys():
        conn.execute(delete(t).where(t.c.of_table == table, t.c.key.in_(gone)))


def forget(conn: Connection, table: str) -> None:
    """The next load decides about the table's rows as about rows of strangers: the files win."""
    if _there(conn):
        conn.execute(delete(t).where(t.c.of_table == table))


def _there(conn: Connection) -> bool:
    return inspect(conn).has_table(t.name)


def _text(value: Any) -> bytes:
    return msgspec.json.encode(value.astimezone(UTC) if isinstance(value, datetime) else value, order="sorted")
