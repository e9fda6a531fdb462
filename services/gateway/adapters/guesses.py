"""Wrong guesses as rows under keyed digests: neither account nor address can be read from them."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, func, insert, select

from shared.kernel.ids import new_id
from shared.store.tables.access import login_failures as f
from shared.store.tokens import digest
from shared.store.uow import Work


class GuessRows:
    """The Guesses seam on PostgreSQL, in real time."""

    def attempt(self, work: Work, limits: Mapping[str, int], window_minutes: float) -> float:
        kept = {_keyed(work, key): limit for key, limit in limits.items()}
        for key in sorted(kept):
            _queue_up(work, key)
        waits = [self._wait(work, key, limit, window_minutes) for key, limit in kept.items()]
        if not any(waits):
            for key in kept:
                _count(work, key)
        return max(waits)

    def _wait(self, work: Work, kept: str, limit: int, window_minutes: float) -> float:
        """Seconds until one of the last `limit` tries is older than the window; 0 where there are fewer."""
        until = f.c.at + timedelta(minutes=window_minutes)
        last = select(func.extract("epoch", until - func.clock_timestamp())).where(f.c.key == kept)
        found = work.conn.execute(last.order_by(f.c.at.desc()).offset(max(limit, 1) - 1).limit(1)).scalar()
        return max(0.0, float(found or 0))

    def reserve(self, work: Work, key: str, window_minutes: float) -> int:
        kept = _keyed(work, key)
        _queue_up(work, kept)
        old = func.clock_timestamp() - timedelta(minutes=window_minutes)
        work.conn.execute(delete(f).where(f.c.key == kept, f.c.at < old))
        _count(work, kept)
        return int(work.conn.execute(select(func.count()).select_from(f).where(f.c.key == kept)).scalar_one())

    def release(self, work: Work, key: str) -> None:
        newest = select(f.c.id).where(f.c.key == _keyed(work, key)).order_by(f.c.at.desc()).limit(1)
        work.conn.execute(delete(f).where(f.c.id.in_(newest.scalar_subquery())))

    def forget(self, work: Work, key: str) -> None:
        work.conn.execute(delete(f).where(f.c.key == _keyed(work, key)))


def _queue_up(work: Work, kept: str) -> None:
    # Tries at the same moment queue here, so that each sees the others.
    work.conn.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(kept, 0))))


def _count(work: Work, kept: str) -> None:
    work.conn.execute(insert(f).values(id=new_id(), key=kept, at=func.clock_timestamp()))


def _keyed(work: Work, key: str) -> str:
    """`account:<digest>` and the like."""
    return f"{key.partition(':')[0]}:{digest(work.keys.token_key, 'guess', key).hex()}"
