"""How suppliers of text messages work, as rows that all processes share. In real time: no demo clock moves them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.domain.texting.health import Health
from shared.store.tables.notify import sms_suppliers as s
from shared.store.tables.notify import supplier_states as t

_COLUMNS = [t.c[name] for name in Health.__struct_fields__]
_STANDING = select(func.coalesce(s.c.id, t.c.supplier).label("id"), s.c.weight, *_COLUMNS).select_from(
    s.outerjoin(t, t.c.supplier == s.c.id, full=True)
)
_ONE = select(*_COLUMNS).where(t.c.supplier == bindparam("name")).with_for_update()
_NEW = insert(t).on_conflict_do_nothing()
_MEASURED = tuple(name for name in Health.__struct_fields__ if name != "supplier" and not name.startswith("out_"))
_PUT = update(t).where(t.c.supplier == bindparam("name")).values({name: bindparam(f"_{name}") for name in _MEASURED})


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier's weight in the reference data, and how it works."""

    base: float
    health: Health


def standing(conn: Connection, suppliers: Iterable[str]) -> dict[str, Standing]:
    """Each of these; one that no data describes weighs 1, one that nobody called yet is a newcomer."""
    known = {row.id: row for row in conn.execute(_STANDING)}
    return {name: _standing(name, known.get(name)) for name in suppliers}


def _standing(name: str, row: Any) -> Standing:
    if row is None or row.supplier is None:
        return Standing(base=1.0 if row is None else float(row.weight), health=Health(supplier=name))
    health = Health(**{column: getattr(row, column) for column in Health.__struct_fields__})
    return Standing(base=1.0 if row.weight is None else float(row.weight), health=health)


def take(conn: Connection, supplier: str) -> Health:
    """The health of one, nobody else changes it until the transaction ends."""
    conn.execute(_NEW, {"supplier": supplier})
    return Health(**conn.execute(_ONE, {"name": supplier}).mappings().one())


def put(conn: Connection, health: Health) -> None:
    """Writes what calls and probes made of a health that was taken."""
    conn.execute(_PUT, {"name": health.supplier} | {f"_{name}": getattr(health, name) for name in _MEASURED})


def take_probe(conn: Connection, supplier: str, now: datetime, lease: timedelta) -> bool:
    """Whether a probe is due and this process is the one to make it."""
    due = (t.c.supplier == supplier, t.c.opened_at.is_not(None), t.c.out_reason == "", t.c.probe_at <= now)
    claimed = update(t).where(*due).values(probe_at=now + lease).returning(t.c.supplier)
    return conn.execute(claimed).first() is not None


def take_poll(conn: Connection, supplier: str, now: datetime, every: timedelta) -> bool:
    """Whether receipts and replies are to be fetched now, by this process."""
    conn.execute(_NEW, {"supplier": supplier})
    due = (t.c.supplier == supplier, or_(t.c.polled_at.is_(None), t.c.polled_at <= now - every))
    return conn.execute(update(t).where(*due).values(polled_at=now).returning(t.c.supplier)).first() is not None


def polled(conn: Connection, supplier: str, code: str) -> None:
    """How the fetching went; '' is well."""
    conn.execute(update(t).where(t.c.supplier == supplier, t.c.poll_code != code).values(poll_code=code))


Which = Literal["out", "in"]


def move(conn: Connection, supplier: str, which: Which, by: str, reason: str, now: datetime) -> None:
    """A person takes it out, or puts it in again as if nobody had called it yet."""
    conn.execute(_NEW, {"supplier": supplier})
    if which == "out":
        values = {"out_reason": reason, "out_by": by, "out_at": now}
    else:
        fresh = {"errors": 0.0, "slowness": 0.0, "failures": 0, "opened_at": None, "probe_at": None, "probes": 0}
        values = {"out_reason": "", "out_by": "", "out_at": None, **fresh}
    conn.execute(update(t).where(t.c.supplier == supplier).values(values))
