"""The outbox as the relay sees it: claim what is due, fairly; say afterwards what was rung."""

from collections.abc import Collection
from datetime import datetime
from types import TracebackType
from uuid import UUID

import msgspec
import psycopg
from sqlalchemy import Engine, text

from shared.contracts.messages import ALL
from shared.store.transaction import transaction

QUEUES = sorted({message.queue for message in ALL})
LEASE = 30.0  # seconds a relay may take to publish what it claimed; then another one may
AGAIN = 30.0  # seconds after which a row that nobody has heard is rung again


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """A message that is due. `body` is its JSON."""

    id: UUID
    tenant_id: str
    queue: str
    kind: str
    body: str


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """Messages one relay holds until `lease` ends; the lease tells this claim from a later one of the same row."""

    messages: tuple[Waiting, ...] = ()
    lease: datetime | None = None


# A tenant is in flight with at most `bound` times its weight per queue. What fills its slots, leased or rung lately, is
# counted among twice as many of its oldest rows: one that committed late stands before those in flight, and must not
# push them out of the count. So a long backlog costs nothing and starves nobody; and two relays at once look at the
# same rows, so that the second finds them locked and goes over no bound.
# A row is locked by its key, one after the other: left to choose, the planner reads the whole backlog for it.
_DUE = text("""
with clock as materialized (
  select now() as real, clock_timestamp() + coalesce((select by from clock_offset), interval '0') as business
), shares as (
  select t.id as tenant, greatest(t.weight, 1) as weight, q.name as queue
  from tenants t cross join unnest(cast(:queues as text[])) q(name)
), near as (
  select s.*, w.id, w.not_before, coalesce(w.lease_until >= clock.real
    or w.rung_at >= clock.real - :again * interval '1 second' * least(greatest(w.rings, 1), 10), false) as filled
  from clock cross join shares s cross join lateral (
    select o.* from outbox o
    where o.tenant_id = s.tenant and o.state = 'waiting' and o.queue = s.queue and o.not_before <= clock.business
    order by o.not_before, o.id limit 2 * :bound * s.weight
  ) w
), counted as (
  select near.*, count(*) filter (where filled) over (partition by tenant, queue)
    + row_number() over (partition by tenant, queue, filled order by not_before, id) as slot
  from near
), turns as (
  select id, not_before, (row_number() over (partition by tenant order by slot, not_before, id) - 1) / weight as turn
  from counted where not filled and slot <= :bound * weight
)
select due.id, due.tenant_id, due.queue, due.kind, due.body
from (select * from turns order by turn, not_before, id) next cross join clock cross join lateral (
  select o.* from outbox o where o.id = next.id and o.state = 'waiting' and o.not_before <= clock.business
  and (o.lease_until is null or o.lease_until < clock.real)
  and (o.rung_at is null or o.rung_at < clock.real - :again * interval '1 second' * least(greatest(o.rings, 1), 10))
  for update skip locked
) due limit :batch
""")
_LEASE = text("""
update outbox set lease_until = now() + :lease * interval '1 second' where id = any(:ids) returning lease_until
""")
_FORGET = text("update outbox set rung_at = null where state = 'waiting' and rung_at is not null")
_RUNG = text("""
update outbox set rung_at = clock_timestamp(), rings = rings + 1, lease_until = null
where id = any(:ids) and lease_until = :lease
""")
_RELEASE = text("""
update outbox set lease_until = now() + :pause * interval '1 second' where id = any(:ids) and lease_until = :lease
""")


def claim(engine: Engine, bound: int, batch: int, lease: float = LEASE, again: float = AGAIN) -> Claim:
    """Takes up to `batch` due rows, tenants in turn by weight. A row nobody hears is rung at ever longer intervals.

    The interval grows from `again` to ten times that: consumers that are away for a night must not find a flood.
    """
    values = {"queues": QUEUES, "bound": bound, "batch": batch, "again": again}
    with transaction(engine, "outbox.claim") as conn:
        rows = conn.execute(_DUE, values).all()
        if not rows:
            return Claim()
        until = conn.execute(_LEASE, {"ids": [row.id for row in rows], "lease": lease}).scalars().first()
    return Claim(messages=tuple(Waiting(**row._mapping) for row in rows), lease=until)


def rung(engine: Engine, claimed: Claim, ids: Collection[UUID]) -> None:
    """The broker has confirmed these. Rows that somebody else took over or changed meanwhile are left alone."""
    _write(engine, "outbox.rung", _RUNG, ids, lease=claimed.lease)


def release(engine: Engine, claimed: Claim, ids: Collection[UUID], pause: float) -> None:
    """The broker did not take these: they may be claimed again after `pause` seconds."""
    _write(engine, "outbox.release", _RELEASE, ids, lease=claimed.lease, pause=pause)


def forget_rings(engine: Engine) -> None:
    """Nothing that was rung before is with the broker any more: a new process has an empty memory."""
    with transaction(engine, "outbox.forget") as conn:
        conn.execute(_FORGET)


def _write(engine: Engine, point: str, statement: object, ids: Collection[UUID], **values: object) -> None:
    if ids:
        with transaction(engine, point) as conn:
            conn.execute(statement, {"ids": list(ids), **values})  # type: ignore[call-overload]


class Bell:
    """Hears that a row was committed. Only a hint: who listens must look now and then all the same."""

    def __init__(self, engine: Engine) -> None:
        url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._conn = psycopg.connect(url, autocommit=True, connect_timeout=5)
        self._conn.execute("listen outbox")

    def wait(self, seconds: float) -> None:
        """Returns at the first hint, else after so many seconds. Raises psycopg.Error when the server is gone."""
        for _ in self._conn.notifies(timeout=seconds, stop_after=1):
            pass

    def __enter__(self) -> "Bell":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._conn.close()
