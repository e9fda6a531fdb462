"""Shares of taking in as rows: one a tenant and one an API key, each a bucket of tokens, changed by one statement."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from shared.domain.access.actor import Actor
from shared.kernel.failpoints import through
from shared.store.engine import Store
from shared.store.reference import Reference

# Committed by itself and at once: inside the act's own transaction the row would stay locked until its end, and all who
# take in for one tenant would go in single file. A clock that was put back fills nothing until it has gone on again.
_TAKE = text("""
insert into intake_shares as share (bucket, level, at) values (:bucket, :burst - 1, clock_timestamp())
on conflict (bucket) do update set (level, at, wait, refused) = (
  select filled - (filled >= 1 + :kept)::int, now, greatest(0, (1 + :kept - filled) / :rate),
    share.refused + (filled < 1 + :kept)::int
  from (select clock_timestamp() as now) clock cross join lateral (
    select least(:burst, share.level + :rate * greatest(0, extract(epoch from now - share.at))) as filled
  ) since
)
returning wait
""")
_GIVE_BACK = text("update intake_shares set level = least(level + 1, :burst) where bucket = :bucket")


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """Whose it is; tokens a second, how many at most, and how many stay for others."""

    bucket: str
    rate: float
    burst: float
    kept: float = 0.0


class ShareRows:
    """The Shares seam on PostgreSQL, in real time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._engine = store.engine.execution_options(isolation_level="AUTOCOMMIT")

    def take(self, actor: Actor) -> float:
        buckets = tuple(self._buckets(actor))
        with self._engine.connect() as conn:
            for bucket in buckets:
                if wait := _taken(conn, bucket):
                    return wait
        return 0.0

    def give_back(self, actor: Actor) -> None:
        buckets = tuple(self._buckets(actor))
        with self._engine.connect() as conn:
            for bucket in buckets:
                conn.execute(_GIVE_BACK, {"bucket": bucket.bucket, "burst": bucket.burst})

    def _buckets(self, actor: Actor) -> Iterator[Bucket]:
        """A key's own comes first: what it is refused there costs its tenant nothing."""
        reference, tenant = self._reference(actor), actor.tenant_id
        kept = 0.0
        if actor.key_id:
            yield from _limited(reference, tenant, "key", f"{tenant}/{actor.key_id}")
            kept = reference.number(tenant, "intake.window_share", 0.5)
        yield from _limited(reference, tenant, "tenant", tenant, kept)

    def _reference(self, actor: Actor) -> Reference:
        """As the door has just read it."""
        known = self._store.cache.newest
        if known is None:
            with self._store.work(actor) as work:
                known = work.reference
        return known


def _limited(reference: Reference, tenant: str, whose: str, bucket: str, kept: float = 0.0) -> Iterator[Bucket]:
    """The bucket as the tenant set it; none where its rate is 0."""
    rate = reference.number(tenant, f"intake.{whose}_per_minute", _PER_MINUTE[whose]) / 60
    burst = max(reference.number(tenant, f"intake.{whose}_burst", _BURST[whose]), 1.0)
    if rate > 0:
        yield Bucket(bucket=bucket, rate=rate, burst=burst, kept=min(kept * burst, burst - 1))


_PER_MINUTE = {"tenant": 300.0, "key": 150.0}
"""Our default: a case every twenty seconds at each of a hundred windows, and a small machine has room (ADR 0080)."""
_BURST = {"tenant": 120.0, "key": 60.0}
"""Our default: a full hall at once, and no more than a few seconds in which one tenant has the machine to itself."""


def _taken(conn: Connection, bucket: Bucket) -> float:
    """Seconds to wait for a token; 0: one was taken."""
    taken = through("intake.take", lambda: conn.execute(_TAKE, msgspec.structs.asdict(bucket)).scalar_one(), _lost)
    return float(taken)


def _lost() -> float:
    raise OperationalError("intake.take", None, ConnectionError("the answer was lost"))
