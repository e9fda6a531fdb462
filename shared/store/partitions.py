"""Monthly partitions: made ahead of time, so that old months can be dropped whole."""

from datetime import date

from sqlalchemy import Connection, text

PARTITIONED = {"audit": "at", "sms_receipts": "received_at", "sms_replies": "received_at"}


def ensure(conn: Connection, first: date, months: int = 3) -> None:
    """Creates the partitions of `months` months from the one `first` lies in."""
    for table in PARTITIONED:
        start = first.replace(day=1)
        for _ in range(months):
            end = _next_month(start)
            name = f"{table}_{start:%Y%m}"
            bounds = f"from ('{start.isoformat()}') to ('{end.isoformat()}')"
            conn.execute(text(f"create table if not exists {name} partition of {table} for values {bounds}"))
            start = end


def _next_month(day: date) -> date:
    return day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1)
