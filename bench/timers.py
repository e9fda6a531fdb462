"""What happens when 100,000 limits end in the same second? One JSON line a figure.

The reference does the same to the same table in the plainest way: it locks the oldest due rows with SKIP LOCKED, writes
their messages and marks them, a batch a transaction, and knows of no tenants. Both are measured in turns, and medians
compared. Lateness is the time from the moment all were due until the commit that fired a timer; `aim` is the ratio it
should reach.
"""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from bench.rig.line import tell
from deploy import homes
from deploy.postgres.embedded import Embedded
from deploy.postgres.embedded import running as postgres
from deploy.seeding import load
from shared.kernel.settings import Settings
from shared.store import migrate, timers
from shared.store.engine import open_store

DUE = 100_000
BATCH = 500
ROUNDS = 3
FASTER, LATER = 0.5, 2.0  # of the reference: fairness may cost half the rate, no more

_SET = text("""
insert into timers (id, tenant_id, kind, key, due_at, body, queue)
select gen_random_uuid(), t.id, 'bench.due', n::text, clock_timestamp(), '{"type":"bench.due"}', 'dispatch'
from generate_series(1, :count) n
join (select id, row_number() over (order by id) as place, count(*) over () as many from tenants) t
  on t.place = n % t.many + 1
""")
_CLAIM = text("""
with due as (
  select id from timers where fired_at is null and due_at <= clock_timestamp()
  order by due_at limit :batch for update skip locked
), fired as (
  update timers set fired_at = clock_timestamp() from due where timers.id = due.id
  returning timers.id, timers.tenant_id, timers.queue, timers.kind, timers.body, timers.case_id, timers.fired_at
), sent as (
  insert into outbox (id, tenant_id, queue, kind, body, case_id, created_at, not_before)
  select id, tenant_id, queue, kind, body, case_id, fired_at, fired_at from fired on conflict do nothing
)
select count(*) from fired
""")


def main() -> None:
    """Sets up, measures, prints."""
    folder = Path(tempfile.mkdtemp(prefix="bb-bench-", dir="/tmp"))
    folder.chmod(0o711)
    with postgres(homes.ready(folder / "home")) as embedded, _opened(embedded) as (owner, queue):
        _measure(owner, queue)
    shutil.rmtree(folder)


@contextmanager
def _opened(embedded: Embedded) -> Iterator[tuple[Engine, Engine]]:
    settings = Settings(
        home=embedded.home,
        database_owner=embedded.url("owner"),
        database_queue=embedded.url("queue"),
        data_keys={1: b"b" * 32},
        token_key=b"b" * 32,
        chain_key=b"b" * 32,
    )
    migrate.upgrade(settings)
    owner = create_engine(settings.database_owner, poolclass=NullPool)
    load(settings, owner, demo=False)
    queue = open_store(settings, "queue", pool=4).engine
    yield owner, queue
    queue.dispose()


def _measure(owner: Engine, queue: Engine) -> None:
    pairs = [(_emptied(owner, lambda: _ours(queue)), _emptied(owner, lambda: _plain(queue))) for _ in range(ROUNDS)]
    (rate, late), (plain_rate, plain_late) = (
        [statistics.median(figures) for figures in zip(*side, strict=True)] for side in zip(*pairs, strict=True)
    )
    tell("timers, 100,000 due at once, fired", rate, "timers/s", plain_rate, FASTER)
    tell("timers, 100,000 due at once, lateness p99", late, "s", plain_late, LATER)


def _ours(queue: Engine) -> int:
    return timers.fire(queue, BATCH)


def _plain(queue: Engine) -> int:
    with queue.begin() as conn:
        return int(conn.execute(_CLAIM, {"batch": BATCH}).scalar_one())


def _emptied(owner: Engine, fire: Callable[[], int]) -> tuple[float, float]:
    """Timers a second, and the lateness of the last but one in a hundred, in seconds."""
    with owner.begin() as conn:
        conn.execute(text("truncate timers, outbox"))
        conn.execute(_SET, {"count": DUE})
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("vacuum analyze timers"))
    began, done, late = time.perf_counter(), 0, 0.0
    while fired := fire():
        done += fired
        late = late or (time.perf_counter() - began if done >= DUE * 0.99 else 0.0)
    if done != DUE:
        raise RuntimeError(f"{done} of {DUE} timers fired")
    return done / (time.perf_counter() - began), late


if __name__ == "__main__":
    main()
