"""Numbers of the whole platform for the monitoring, tenant by tenant under row-level security. No personal data."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, func, select, text

from services.gateway.queries.lamps import lamp_of_row
from services.gateway.queries.sms_limits import month_of
from services.gateway.queries.suppliers import suppliers
from shared.domain.cases.desk import Bucket
from shared.store import opening
from shared.store.tables.cases import cases
from shared.store.tables.cases import desk_rows as d
from shared.store.uow import Work

_MESSAGES = text("""
select queue, case when state <> 'waiting' then state when not_before > :now then 'waiting'
  when lease_until > clock_timestamp() then 'leased' when rung_at is not null then 'rung' else 'due' end as stage,
  count(*) as number, extract(epoch from :now - min(not_before)) as age
from outbox where tenant_id = :tenant group by 1, 2
""")
_TIMERS = text("""
select case when due_at > :now then 'pending' else 'late' end as stage, count(*) as number,
  extract(epoch from :now - min(due_at)) as age
from timers where tenant_id = :tenant and fired_at is null group by 1
""")
_SMS = text("""
select state as stage, count(*) as number from sms
where tenant_id = :tenant and state in ('waiting', 'sending', 'unknown', 'accepted', 'stuck') group by 1
""")
_PROCESSES = text("""
select name, build, count(*) as number, extract(epoch from clock_timestamp() - max(seen_at)) as silent
from processes group by 1, 2
""")
_SHARES = text("""
select split_part(bucket, '/', 1) as tenant, case when bucket like '%/%' then 'key' else 'tenant' end as whose,
  sum(refused) as refused from intake_shares group by 1, 2
""")
_PARTITIONS = text("""
select i.inhparent::regclass::text as name, max(right(c.relname, 6)) as last from pg_inherits i
join pg_class c on c.oid = i.inhrelid where c.relname ~ '_[0-9]{6}$' group by 1
""")


class Number(msgspec.Struct, frozen=True, kw_only=True):
    """One number: what it is called, what it is about, how much."""

    name: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


def figures(work: Work) -> Iterator[Number]:
    """All numbers as they stand now; `work` may be of any tenant and is afterwards of the last one."""
    tenants = sorted({site.tenant_id for site in work.reference.tree})
    yield from _platform(work.conn)
    yield from _suppliers(work)
    for tenant in tenants:
        opening.present(work.conn, "tenant", tenant)
        yield from _messages(work, tenant)
        yield from _cases(work, tenant)
        yield Number(name="sms_budget_used", value=month_of(work, tenant).used, labels=(("tenant", tenant),))


def _suppliers(work: Work) -> Iterator[Number]:
    for one in suppliers(work):
        about = (("supplier", one.id),)
        yield Number(name="supplier_weight", value=one.weight_now, labels=about)
        yield Number(name="supplier_errors", value=one.errors, labels=about)
        yield Number(name="supplier_closed_off", value=float(one.closed_off), labels=about)


def _messages(work: Work, tenant: str) -> Iterator[Number]:
    values = {"tenant": tenant, "now": work.now}
    for row in work.conn.execute(_MESSAGES, values):
        about = (("tenant", tenant), ("queue", row.queue))
        yield Number(name="messages", value=row.number, labels=(*about, ("stage", row.stage)))
        if row.stage in ("due", "leased", "rung"):
            yield Number(name="message_age_seconds", value=float(row.age), labels=(*about, ("stage", row.stage)))
    for row in work.conn.execute(_TIMERS, values):
        yield Number(name="timers", value=row.number, labels=(("tenant", tenant), ("stage", row.stage)))
        if row.stage == "late":
            yield Number(name="timer_late_seconds", value=float(row.age), labels=(("tenant", tenant),))
    for row in work.conn.execute(_SMS, {"tenant": tenant}):
        yield Number(name="sms", value=row.number, labels=(("tenant", tenant), ("state", row.stage)))


def _cases(work: Work, tenant: str) -> Iterator[Number]:
    mine = cases.c.tenant_id == tenant
    for state, number in work.conn.execute(select(cases.c.state, func.count()).where(mine).group_by(cases.c.state)):
        yield Number(name="cases", value=number, labels=(("tenant", tenant), ("state", state)))
    lamp = lamp_of_row(work.now).label("lamp")
    held = (d.c.tenant_id == tenant, d.c.site_id == d.c.holder_site, d.c.bucket != Bucket.CLOSED.value)
    for shown, number in work.conn.execute(select(lamp, func.count()).where(*held).group_by(lamp)):
        yield Number(name="lamps", value=number, labels=(("tenant", tenant), ("lamp", shown)))


def _platform(conn: Connection) -> Iterator[Number]:
    version = conn.execute(text("select version_num from alembic_version")).scalar_one_or_none()
    yield Number(name="migration_info", value=1, labels=(("revision", version or ""),))
    for row in conn.execute(_PARTITIONS):
        yield Number(name="partition_last_month", value=float(row.last), labels=(("table", row.name),))
    later = text("select to_regclass('processes') is null or to_regclass('intake_shares') is null")
    if conn.execute(later).scalar_one():
        return  # this code is newer than the schema
    for row in conn.execute(_SHARES):
        yield Number(name="intake_refused", value=row.refused, labels=(("tenant", row.tenant), ("share", row.whose)))
    for row in conn.execute(_PROCESSES):
        about = (("process", row.name), ("build", row.build))
        yield Number(name="processes", value=row.number, labels=about)
        yield Number(name="process_silent_seconds", value=float(row.silent), labels=about)
