"""The demo clock's offset: business time may run ahead of the machine's in a demonstration, and nowhere else."""

from datetime import timedelta

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert

from shared.store.tables.time import clock_offset as t


def advance(conn: Connection, by: timedelta) -> timedelta:
    """Moves business time forward; gives the offset that stands now. Raises ValueError for a step back."""
    if by < timedelta(0):
        raise ValueError("business time never runs backwards")
    row = insert(t).values(by=by)
    moved = row.on_conflict_do_update(index_elements=[t.c.single], set_={"by": t.c.by + row.excluded.by})
    ahead: timedelta = conn.execute(moved.returning(t.c.by)).scalar_one()
    return ahead


def standing(conn: Connection) -> timedelta:
    """The offset that stands now; zero without one."""
    ahead: timedelta | None = conn.execute(select(func.max(t.c.by))).scalar_one()
    return ahead or timedelta(0)
