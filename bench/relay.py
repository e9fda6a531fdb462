"""How fast does the relay empty the outbox? One JSON line a figure.

The reference publishes the same messages to the same quorum queue on one connection that waits for every confirm, with
no database at all; the relay claims from PostgreSQL and marks there too. `aim` is the ratio it should reach. The two
are measured in turns, and medians compared, so that neighbours on the machine count for both.
"""

import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pika
from sqlalchemy import Engine, create_engine, insert, text
from sqlalchemy.pool import NullPool

from bench.rig.line import tell
from deploy import homes, rabbit
from deploy.postgres.embedded import Embedded
from deploy.postgres.embedded import running as postgres
from deploy.seeding import load
from shared.contracts.messages import ArchiveCase, encode
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.queue import broker, relay
from shared.queue.relay import Pace
from shared.queue.ringer import Ringer, on_the_wire
from shared.queue.ringers import ringer_for
from shared.store import migrate, outbox
from shared.store.engine import Store, open_store
from shared.store.tables.queue import outbox as table

ROWS = 3_000
ROUNDS = 3
HINTS = 100
AIM = 3.0
TENANTS = ("150202", "150203", "150271")


def main() -> None:
    """Sets up, measures, prints."""
    folder = Path(tempfile.mkdtemp(prefix="bb-bench-", dir="/tmp"))
    folder.chmod(0o711)
    with (
        rabbit.running(folder / "rabbit") as amqp,
        postgres(homes.ready(folder / "home")) as embedded,
        _opened(embedded, amqp) as (owner, store, ringer),
    ):
        _measure(owner, store, ringer, amqp)
    shutil.rmtree(folder)


@contextmanager
def _opened(embedded: Embedded, amqp: str) -> Iterator[tuple[Engine, Store, Ringer]]:
    settings = Settings(
        home=embedded.home,
        database_owner=embedded.url("owner"),
        database_queue=embedded.url("queue"),
        data_keys={1: b"b" * 32},
        token_key=b"b" * 32,
        chain_key=b"b" * 32,
        amqp_urls=(amqp,),
    )
    migrate.upgrade(settings)
    owner = create_engine(settings.database_owner, poolclass=NullPool)
    load(settings, owner, demo=False)
    ringer = ringer_for(broker.rabbit(settings))
    yield owner, open_store(settings, "queue", pool=4), ringer
    ringer.close()


def _measure(owner: Engine, store: Store, ringer: Ringer, amqp: str) -> None:
    _relayed(owner, store, ringer)
    pairs = [(_relayed(owner, store, ringer), _one_by_one(amqp)) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    tell("relay, outbox to confirm and mark", ours, "messages/s", theirs, AIM)
    tell("relay, idle, commit to confirm, p50", _latency(owner, store, ringer), "ms", None, None)
    _leave(owner, 30_000)
    tell("claim of 300 with 30,000 waiting", _claim_ms(store), "ms", None, None)


def _leave(owner: Engine, count: int) -> None:
    now = real_now() - timedelta(seconds=1)
    with owner.begin() as conn:
        conn.execute(text("delete from outbox"))
        if count:
            conn.execute(insert(table), [_row(n) | {"created_at": now, "not_before": now} for n in range(count)])


def _row(number: int) -> dict[str, object]:
    message = ArchiveCase(tenant_id=TENANTS[number % len(TENANTS)], case_id=new_id(), round=1)
    body = encode(message).decode()
    return {
        "id": new_id(),
        "tenant_id": message.tenant_id,
        "queue": message.queue,
        "kind": message.kind,
        "body": body,
    }


def _relayed(owner: Engine, store: Store, ringer: Ringer) -> float:
    """Messages a second, with rounds as they are in service and a bound that does not bind."""
    _leave(owner, ROWS)
    pace = Pace(bound=ROWS)
    began = time.perf_counter()
    while relay.once(store, ringer, pace):
        pass
    return ROWS / (time.perf_counter() - began)


def _one_by_one(amqp: str) -> float:
    messages = [outbox.Waiting(**_row(n)) for n in range(ROWS // 3)]  # type: ignore[arg-type]
    with pika.BlockingConnection(pika.URLParameters(amqp)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        kept = pika.BasicProperties(delivery_mode=2)
        began = time.perf_counter()
        for message in messages:
            channel.basic_publish("", message.queue, on_the_wire(message).encode(), kept, mandatory=True)
        return len(messages) / (time.perf_counter() - began)


def _latency(owner: Engine, store: Store, ringer: Ringer) -> float:
    """From the commit of one row until it is marked, the relay idle before."""
    _leave(owner, 0)
    stop = threading.Event()
    thread = threading.Thread(target=relay.relay, args=(store, ringer, stop))
    thread.start()
    took = sorted(_once_idle(owner) for _ in range(HINTS))
    stop.set()
    thread.join()
    return took[len(took) // 2] * 1000


def _once_idle(owner: Engine) -> float:
    time.sleep(0.05)
    row = _row(0) | {"created_at": real_now(), "not_before": real_now() - timedelta(seconds=1)}
    with owner.connect() as conn:
        conn.execute(insert(table), [row])
        conn.execute(text("select pg_notify('outbox', '')"))
        conn.commit()
        began = time.perf_counter()
        while conn.execute(text("select rung_at from outbox where id = :id"), {"id": row["id"]}).scalar_one() is None:
            conn.rollback()
        return time.perf_counter() - began


def _claim_ms(store: Store) -> float:
    took = []
    for _ in range(5):
        began = time.perf_counter()
        claimed = outbox.claim(store.engine, bound=100, batch=300)
        took.append((time.perf_counter() - began) * 1000)
        outbox.release(store.engine, claimed, [message.id for message in claimed.messages], -1)
    return statistics.median(took)


if __name__ == "__main__":
    main()
