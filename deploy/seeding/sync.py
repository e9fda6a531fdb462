"""Make a table's rows what the files say, touching only what differs, and count it. What people changed stays."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, insert, select, update

from deploy.seeding import told

Row = Mapping[str, Any]
Key = tuple[Any, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What was done to one table. `kept` rows say something else than the files, because people changed them."""

    table: str
    added: int = 0
    changed: int = 0
    removed: int = 0
    kept: int = 0

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __str__(self) -> str:
        kept = f" ({self.kept} kept as people set them)" if self.kept else ""
        return f"{self.table} +{self.added} ~{self.changed} -{self.removed}{kept}"


def sync(
    conn: Connection,
    table: Table,
    rows: Iterable[Row],
    key: Sequence[str],
    within: ColumnElement[bool] | None = None,
    owned: bool = False,
    theirs: Callable[[Row], bool] = lambda _: False,
) -> Change:
    """Insert the rows that are new and update those that differ, told apart by `key`.

    A row that people changed, or took away, since the files last spoke of it stays as they left it; so does one of
    which the files never spoke and that `theirs` knows as people's own. Rows that the files do not know stay; those
    `within` the given condition are removed, if they came from the files and are as they said.

    `owned` tables are the files' alone: nobody else changes them, and all within the condition that is not in the files
    goes.
    """
    wanted = {tuple(row[name] for name in key): dict(row) for row in rows}
    names = list(next(iter(wanted.values()), {}))
    there = _present(conn, table, names or list(key), key)
    before = {} if owned else told.last(conn, table.name)
    kept = {at for at, row in wanted.items() if _is_theirs(row, there.get(at), before.get(told.key_of(at)), theirs)}
    new = [row for at, row in wanted.items() if at not in there and at not in kept]
    other = [row for at, row in wanted.items() if at in there and there[at] != row and at not in kept]
    if new:
        conn.execute(insert(table), new)
    _update(conn, table, other, key)
    removed = _prune(conn, table, wanted, key, within, None if owned else before)
    if not owned:
        told.note(conn, table.name, before, {told.key_of(at): told.of(row) for at, row in wanted.items()})
    return Change(table=table.name, added=len(new), changed=len(other), removed=removed, kept=len(kept))


def _is_theirs(row: Row, there: Row | None, said: told.Said | None, theirs: Callable[[Row], bool]) -> bool:
    """Whether people changed the row, or took it away, since the files last spoke of it."""
    if there is None:
        return said is not None
    if there == row:
        return False
    return theirs(there) if said is None else not told.is_as(there, said)


def _present(conn: Connection, table: Table, names: Sequence[str], key: Sequence[str]) -> dict[Key, Row]:
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
    wanted: Mapping[Key, Row],
    key: Sequence[str],
    within: ColumnElement[bool] | None,
    before: Mapping[str, told.Said] | None,
) -> int:
    if within is None:
        return 0
    found = conn.execute(select(table).where(within)).mappings()
    by_key = {tuple(row[name] for name in key): dict(row) for row in found}
    surplus = [at for at, row in by_key.items() if at not in wanted and _is_ours(at, row, before)]
    for at in surplus:
        conn.execute(delete(table).where(*(table.c[name] == value for name, value in zip(key, at, strict=True))))
    return len(surplus)


def _is_ours(at: Key, row: Row, before: Mapping[str, told.Said] | None) -> bool:
    """Whether it came from the files, and is as they said."""
    if before is None:
        return True
    said = before.get(told.key_of(at))
    return said is not None and told.is_as(row, said)
