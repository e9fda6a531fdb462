"""Make a table's rows what the files say, touching only what differs, and count it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, insert, select, update

Row = Mapping[str, Any]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What was done to one table."""

    table: str
    added: int = 0
    changed: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __str__(self) -> str:
        return f"{self.table} +{self.added} ~{self.changed} -{self.removed}"


def sync(
    conn: Connection, table: Table, rows: Iterable[Row], key: Sequence[str], within: ColumnElement[bool] | None = None
) -> Change:
    """Insert the rows that are new and update those that differ, told apart by `key`.

    Rows that the files do not know stay, for people may have added them; those `within` the given condition are the
    files' own and are removed.
    """
    wanted = {tuple(row[name] for name in key): row for row in rows}
    names = list(next(iter(wanted.values()), {}))
    there = _present(conn, table, names or list(key), key)
    new = [dict(row) for at, row in wanted.items() if at not in there]
    other = [row for at, row in wanted.items() if at in there and there[at] != dict(row)]
    if new:
        conn.execute(insert(table), new)
    _update(conn, table, other, key)
    return Change(
        table=table.name, added=len(new), changed=len(other), removed=_prune(conn, table, wanted, key, within)
    )


def _present(conn: Connection, table: Table, names: Sequence[str], key: Sequence[str]) -> dict[tuple[Any, ...], Row]:
    found = conn.execute(select(*(table.c[name] for name in names))).mappings()
    return {tuple(row[name] for name in key): dict(row) for row in found}


def _update(conn: Connection, table: Table, rows: Sequence[Row], key: Sequence[str]) -> None:
    if not rows:
        return
    matches = (table.c[name] == bindparam(f"key_{name}") for name in key)
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in rows[0] if name not in key}
    statement = update(table).where(*matches).values(values)
    conn.execute(
        statement,
        [{f"{'key' if name in key else 'new'}_{name}": value for name, value in row.items()} for row in rows],
    )


def _prune(
    conn: Connection,
    table: Table,
    wanted: Mapping[tuple[Any, ...], Row],
    key: Sequence[str],
    within: ColumnElement[bool] | None,
) -> int:
    if within is None:
        return 0
    found = conn.execute(select(*(table.c[name] for name in key)).where(within))
    surplus = [tuple(row) for row in found if tuple(row) not in wanted]
    for at in surplus:
        conn.execute(delete(table).where(*(table.c[name] == value for name, value in zip(key, at, strict=True))))
    return len(surplus)
