"""Due timers become messages: both rows change in one statement, so a timer acts once."""

from sqlalchemy import Connection, Engine, text

from shared.store.transaction import transaction

# The message takes the timer's id: even a timer that were fired twice would be heard once.
_FIRE = text("""
with clock as materialized (
  select clock_timestamp() + coalesce((select by from clock_offset), interval '0') as business
), due as (
  select t.id from timers t cross join clock where t.fired_at is null and t.due_at <= clock.business
  order by t.due_at limit :batch for update of t skip locked
), fired as (
  update timers set fired_at = clock.business from due, clock where timers.id = due.id
  returning timers.id, timers.tenant_id, timers.queue, timers.kind, timers.body, timers.case_id, clock.business
), sent as (
  insert into outbox (id, tenant_id, queue, kind, body, case_id, created_at, not_before)
  select id, tenant_id, queue, kind, body, case_id, business, business from fired
  on conflict do nothing
)
select (select count(*) from fired) as fired, case when exists (select from fired) then pg_notify('outbox', '') end
""")


_DROP = text("delete from timers where kind = :kind and key = :key and fired_at is null")


def drop(conn: Connection, kind: str, key: str) -> None:
    """Takes back a timer that has not fired: what it waits for has come."""
    conn.execute(_DROP, {"kind": kind, "key": key})


def fire(engine: Engine, batch: int = 500) -> int:
    """Turns up to `batch` timers whose business time has come into outbox rows. Gives how many."""
    with transaction(engine, "timers.fire") as conn:
        return int(conn.execute(_FIRE, {"batch": batch}).scalar_one())
