"""Monthly partitions: made ahead of time, so that old months can be dropped whole."""

from datetime import date

from sqlalchemy import Connection, text

PARTITIONED = {"audit": "at", "sms_receipts": "received_at", "sms_replies": "received_at"}
_MONTHS = text("""
select right(c.relname, 6) from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = to_regclass(:table) and c.relname ~ '_[0-9]{6}$' order by 1
""")


def ensure(conn: Connection, first: date, number: int = 3) -> None:
    """Creates the partitions of `number` months from the one `first` lies in; locks nothing when they are there."""
    for table in PARTITIONED:
        there = set(months(conn, table))
        start = first.replace(day=1)
        for _ in range(number):
            end = end_of(start)
            bounds = f"from ('{start.isoformat()}') to ('{end.isoformat()}')"
            if start not in there:
                made = f"create table if not exists {_name(table, start)} partition of {table} for values {bounds}"
                conn.execute(text(made))
            start = end


def months(conn: Connection, table: str) -> list[date]:
    """The first days of the months that have a partition, the oldest first."""
    found = conn.execute(_MONTHS, {"table": table}).scalars()
    return [date(int(name[:4]), int(name[4:]), 1) for name in found]


def drop(conn: Connection, table: str, month: date) -> None:
    """Takes a month away from its table and drops it. Raises OperationalError where a lock is not to be had."""
    conn.execute(text(f"alter table {table} detach partition {_name(table, month)}"))
    conn.execute(text(f"drop table {_name(table, month)}"))


def end_of(month: date) -> date:
    """The first day after the month."""
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def _name(table: str, month: date) -> str:
    return f"{table}_{month:%Y%m}"
