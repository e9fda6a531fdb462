"""A change of data key: every envelope is sealed anew, in small batches whose progress is kept with them."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Engine, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from shared.store.crypto import Vault
from shared.store.sealed import SEALED, Sealed
from shared.store.tables.operations import key_rotations as r

BATCH = 200  # rows a transaction
_LOCK = 8675311  # one change of key at a time
FIRST = str(UUID(int=0))


def number_of(envelope: ColumnElement[Any]) -> ColumnElement[int]:
    """The key number of an envelope, in SQL."""
    return func.get_byte(envelope, 2) * 256 + func.get_byte(envelope, 3)


def uses(conn: Connection) -> dict[tuple[str, int], int]:
    """How many envelopes of each column use each key."""
    found: dict[tuple[str, int], int] = {}
    for one in SEALED:
        number = number_of(one.envelope).label("number")
        counted = select(number, func.count()).where(one.envelope.is_not(None)).group_by(number)
        found |= {(one.name, key): rows for key, rows in conn.execute(counted)}
    return found


def unfinished(engine: Engine, number: int) -> bool:
    """Whether the change to this number was begun and has not come to its end."""
    with engine.connect() as conn:
        known = conn.execute(select(r.c.done).where(r.c.number == number)).scalars().all()
    return number > 1 and (len(known) < len(SEALED) or not all(known))


def reseal(engine: Engine, vault: Vault, number: int, batch: int, tell: Callable[[str, int], None]) -> bool:
    """Seals everything with key `number`, going on where an earlier run was ended; False where one is running."""
    with engine.connect() as guard:
        if not guard.execute(text("select pg_try_advisory_lock(:n)"), {"n": _LOCK}).scalar_one():
            return False
        guard.commit()
        for one in SEALED:
            for done in _column(engine, vault, one, number, batch):
                tell(one.name, done)
    return True


def _column(engine: Engine, vault: Vault, one: Sealed, number: int, batch: int) -> Iterator[int]:
    """Rounds over a column until nothing in it is of another key: a round meets no row that is written behind it."""
    while True:
        with engine.begin() as conn:
            conn.execute(text("set local lock_timeout = '5s'"))
            after, done = _progress(conn, one, number)
            rows = [] if done else _next(conn, one, number, after, batch)
            if not rows:
                done = done or not _left(conn, one, number)
                _note(conn, one, number, after=FIRST, done=done)
            else:
                _seal(conn, vault, one, rows)
                _note(conn, one, number, after=str(rows[-1][one.cursor]), more=len(rows))
        if done:
            return
        yield len(rows)


def _progress(conn: Connection, one: Sealed, number: int) -> tuple[str, bool]:
    fresh = {"number": number, "sealed": one.name, "after": FIRST, "began_at": func.clock_timestamp()}
    conn.execute(insert(r).values(fresh).on_conflict_do_nothing())
    row = conn.execute(select(r.c.after, r.c.done).where(r.c.number == number, r.c.sealed == one.name)).one()
    return row.after, row.done


def _next(conn: Connection, one: Sealed, number: int, after: str, batch: int) -> list[Any]:
    cursor = one.table.c[one.cursor]
    other = (one.envelope.is_not(None), number_of(one.envelope) != number)
    wanted = select(one.table).where(cursor >= UUID(after), *other).order_by(cursor).limit(batch).with_for_update()
    return list(conn.execute(wanted).mappings())


def _left(conn: Connection, one: Sealed, number: int) -> bool:
    other = select(one.envelope).where(one.envelope.is_not(None), number_of(one.envelope) != number).limit(1)
    return conn.execute(other).first() is not None


def _seal(conn: Connection, vault: Vault, one: Sealed, rows: list[Any]) -> None:
    keys = list(one.table.primary_key.columns)
    change = update(one.table).where(*(key == bindparam(f"k_{key.name}") for key in keys))
    values = [{f"k_{key.name}": row[key.name] for key in keys} | {"fresh": _anew(vault, one, row)} for row in rows]
    conn.execute(change.values({one.column: bindparam("fresh")}), values)


def _anew(vault: Vault, one: Sealed, row: Any) -> bytes:
    place = one.place_of(row)
    return vault.seal(vault.open(row[one.column], place), place)


def _note(conn: Connection, one: Sealed, number: int, after: str, more: int = 0, done: bool = False) -> None:
    mine = (r.c.number == number, r.c.sealed == one.name)
    conn.execute(update(r).where(*mine).values(after=after, resealed=r.c.resealed + more, done=done))
