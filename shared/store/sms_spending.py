"""How many messages and segments a tenant sent, by day and purpose: what limits and the budget are held against."""

from datetime import date

import msgspec
from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import insert

from shared.store.tables.notify import sms_spending as t

_SPENT = text("""
select coalesce(sum(messages) filter (where day = :today and purpose = :purpose), 0) as purpose_today,
  coalesce(sum(messages) filter (where day = :today), 0) as tenant_today,
  coalesce(sum(messages), 0) as messages, coalesce(sum(segments), 0) as segments
from sms_spending where tenant_id = :tenant and day >= :first and day <= :today
""")

_ONE = insert(t)
_ADD = _ONE.on_conflict_do_update(
    index_elements=["tenant_id", "day", "purpose"],
    set_={name: t.c[name] + _ONE.excluded[name] for name in ("messages", "segments")},
)


class Spent(msgspec.Struct, frozen=True, kw_only=True):
    """Of one tenant: messages of today, for one purpose and for all; messages and segments of the month until today."""

    purpose_today: int
    tenant_today: int
    messages: int
    segments: int


def spent(conn: Connection, tenant_id: str, purpose: str, today: date) -> Spent:
    """What was sent so far. Messages claimed at this moment by others are not in it yet."""
    asked = {"tenant": tenant_id, "purpose": purpose, "today": today, "first": today.replace(day=1)}
    row = conn.execute(_SPENT, asked).mappings().one()
    return Spent(**{name: int(value) for name, value in row.items()})


def add(conn: Connection, tenant_id: str, purpose: str, today: date, segments: int) -> None:
    """One more message. The last statement of a claim, for others of the tenant wait for this row."""
    row = {"tenant_id": tenant_id, "day": today, "purpose": purpose, "messages": 1, "segments": segments}
    conn.execute(_ADD, row)
