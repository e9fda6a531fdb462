"""One round of housekeeping: small batches, each a transaction of its own, so that nobody waits for it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import msgspec
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from deploy.housekeeping.rules import MONTHLY, ROWS, Months, Retention
from shared.kernel.clock import real_now
from shared.store import offset, partitions

BATCH = 500  # rows a transaction
LOCK = "2s"  # for a partition's lock; what does not get it is done in the next round
AHEAD = 3  # months for which partitions are made, this one included
_ALONE = 8675310  # two rounds at once would only wait for each other

_PARAMETER = text("""
select p.value from parameters p join tenants t on t.id = p.tenant_id where t.parent_id is null and p.key = :key
""")


class Swept(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule did."""

    what: str
    removed: int
    kept_days: float

    def __str__(self) -> str:
        return f"{self.what}: {self.removed} older than {self.kept_days:g} days removed"


def sweep(engine: Engine, batch: int = BATCH) -> list[Swept]:
    """Everything that is due; an empty list where another round is under way."""
    with engine.connect() as guard:
        if not guard.execute(text("select pg_try_advisory_lock(:n)"), {"n": _ALONE}).scalar_one():
            return []
        guard.commit()
        make_ahead(engine)
        return [*_rows(engine, batch), *_months(engine)]


def make_ahead(engine: Engine) -> None:
    """Partitions for the coming months, by both clocks: audit rows carry business time, receipts real time."""
    with engine.begin() as conn:
        conn.execute(text(f"set local lock_timeout = '{LOCK}'"))
        now = real_now()
        for at in {now.date(), (now + offset.standing(conn)).date()}:
            partitions.ensure(conn, at, AHEAD)


def _rows(engine: Engine, batch: int) -> Iterator[Swept]:
    for rule in ROWS:
        days = _days(engine, rule.parameter, rule.days)
        removed = 0
        while gone := _batch(engine, rule, days, batch):
            removed += gone
        yield Swept(what=rule.table, removed=removed, kept_days=days)


def _batch(engine: Engine, rule: Retention, days: float, batch: int) -> int:
    old = f"{rule.at} < {rule.clock} - :days * interval '1 day' and {rule.only}"
    some = f"select ctid from {rule.table} where {old} limit :batch for update skip locked"  # noqa: S608 - our names
    with engine.begin() as conn:
        gone = conn.execute(
            text(f"delete from {rule.table} where ctid = any(array({some}))"),  # noqa: S608 - our own names
            {"days": days, "batch": batch},
        )
        return int(gone.rowcount)


def _months(engine: Engine) -> Iterator[Swept]:
    for rule in MONTHLY:
        days = max(_days(engine, rule.parameter, rule.days), rule.least)
        yield Swept(what=f"{rule.table}, whole months", removed=_drop_old(engine, rule, days), kept_days=days)


def _drop_old(engine: Engine, rule: Months, days: float) -> int:
    limit = (_clock(engine, rule) - timedelta(days=days)).date()
    return sum(_drop(engine, rule.table, month) for month in _ended(engine, rule.table, limit))


def _ended(engine: Engine, table: str, limit: date) -> list[date]:
    with engine.connect() as conn:
        return [month for month in partitions.months(conn, table) if partitions.end_of(month) <= limit]


def _drop(engine: Engine, table: str, month: date) -> bool:
    try:
        with engine.begin() as conn:
            conn.execute(text(f"set local lock_timeout = '{LOCK}'"))
            partitions.drop(conn, table, month)
    except OperationalError:
        return False  # busy: the next round has it
    return True


def _clock(engine: Engine, rule: Months) -> datetime:
    if rule.table != "audit":
        return real_now()
    with engine.connect() as conn:
        return real_now() + offset.standing(conn)


def _days(engine: Engine, key: str, default: float) -> float:
    with engine.connect() as conn:
        return _parameter(conn, key, default)


def _parameter(conn: Connection, key: str, default: float) -> float:
    found = conn.execute(_PARAMETER, {"key": key}).scalar_one_or_none()
    return float(found) if found is not None else default
