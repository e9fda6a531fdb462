"""Due timers become messages: both rows change in one statement, so a timer acts once."""

from uuid import UUID

from sqlalchemy import Connection, Engine, text

from shared.store.transaction import transaction

# Tenants take turns by their weight, and of each only the oldest few are looked at: a tenant whose thousand limits end
# in the same minute keeps nobody waiting. Rows are locked and changed by key, or the planner reads all that is due.
# The message takes the timer's id: even a timer that were fired twice would be heard once.
_FIRE = text("""
with clock as materialized (
  select clock_timestamp() + coalesce((select by from clock_offset), interval '0') as business
), turns as (
  select near.id, near.due_at,
    (row_number() over (partition by t.id order by near.due_at, near.id) - 1) / greatest(t.weight, 1) as turn
  from clock cross join tenants t cross join lateral (
    select o.id, o.due_at from timers o where o.tenant_id = t.id and o.fired_at is null and o.due_at <= clock.business
    order by o.due_at, o.id limit :bound * greatest(t.weight, 1)
  ) near
), due as (
  select mine.id from (select * from turns order by turn, due_at, id) next cross join lateral (
    select o.id from timers o where o.id = next.id and o.fired_at is null for update skip locked
  ) mine limit :batch
), fired as (
  update timers set fired_at = clock.business from clock where timers.id = any(array(select id from due))
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


_DROP_ALL = text(
    "delete from timers where kind = :kind and starts_with(key, :prefix) and case_id = :case and fired_at is null"
)


def drop_all(conn: Connection, kind: str, prefix: str, case_id: UUID) -> None:
    """Takes back every timer of a case whose key begins so and that has not fired."""
    conn.execute(_DROP_ALL, {"kind": kind, "prefix": prefix, "case": case_id})


def fire(engine: Engine, batch: int = 500, bound: int = 100) -> int:
    """Turns timers whose business time has come into outbox rows, and gives how many.

    Up to `batch` of them, and of one tenant up to `bound` times its weight.
    """
    with transaction(engine, "timers.fire") as conn:
        return int(conn.execute(_FIRE, {"batch": batch, "bound": bound}).scalar_one())
