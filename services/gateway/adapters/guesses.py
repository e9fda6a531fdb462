"""Wrong guesses as rows under keyed digests: neither account nor address can be read from them."""

from datetime import timedelta

from sqlalchemy import delete, func, insert, select

from shared.kernel.ids import new_id
from shared.store.tables.access import login_failures as f
from shared.store.tokens import digest
from shared.store.uow import Work


class GuessRows:
    """The Guesses seam on PostgreSQL, in real time."""

    def reserve(self, work: Work, key: str, window_minutes: float) -> int:
        kept = _keyed(work, key)
        # Tries at the same moment queue here, so that each sees the others.
        work.conn.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(kept, 0))))
        now = func.clock_timestamp()
        old = now - timedelta(minutes=window_minutes)
        work.conn.execute(delete(f).where(f.c.key == kept, f.c.at < old))
        work.conn.execute(insert(f).values(id=new_id(), key=kept, at=now))
        return int(work.conn.execute(select(func.count()).select_from(f).where(f.c.key == kept)).scalar_one())

    def release(self, work: Work, key: str) -> None:
        newest = select(f.c.id).where(f.c.key == _keyed(work, key)).order_by(f.c.at.desc()).limit(1)
        work.conn.execute(delete(f).where(f.c.id.in_(newest.scalar_subquery())))

    def forget(self, work: Work, key: str) -> None:
        work.conn.execute(delete(f).where(f.c.key == _keyed(work, key)))


def _keyed(work: Work, key: str) -> str:
    """`account:<digest>` and the like."""
    return f"{key.partition(':')[0]}:{digest(work.keys.token_key, 'guess', key).hex()}"
