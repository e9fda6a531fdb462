"""Rows to relay, ringers that do as they are told, threads that end, and waiting for what must come."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pika
from sqlalchemy import Engine, Row, insert, select, text

from shared.contracts import messages as m
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.store.engine import Store
from shared.store.outbox import Waiting
from shared.store.tables.queue import outbox, timers

OTHER = "150203"
ZONE = "150271"


@contextmanager
def running(work: Callable[[threading.Event], None]) -> Iterator[threading.Event]:
    """Works beside the test until the block is left; its failure is the test's."""
    stop = threading.Event()
    failed: list[BaseException] = []

    def guarded() -> None:
        try:
            work(stop)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=guarded, daemon=True)
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(30)
    assert not thread.is_alive()
    assert not failed, failed


def eventually(holds: Callable[[], bool], within: float = 15.0) -> float:
    """Waits until it holds and gives the seconds that took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < within, "it never came"
        time.sleep(0.01)
    return time.monotonic() - began


def archive(tenant: str = ZONE) -> m.ArchiveCase:
    """Some message."""
    return m.ArchiveCase(tenant_id=tenant, case_id=new_id(), round=1)


def leave(owner: Engine, *messages: m.Message, hint: bool = True, **columns: Any) -> list[UUID]:
    """Outbox rows for these messages, due a second ago unless said otherwise."""
    base = {"created_at": real_now(), "not_before": real_now() - timedelta(seconds=1)}
    rows = [_row(message) | base | columns for message in messages]
    with owner.begin() as conn:
        conn.execute(insert(outbox), rows)
        if hint:
            conn.execute(text("select pg_notify('outbox', '')"))
    return [row["id"] for row in rows]


def _row(message: m.Message) -> dict[str, Any]:
    body = m.encode(message).decode()
    kind, queue = message.kind, message.queue
    return {"id": new_id(), "tenant_id": message.tenant_id, "queue": queue, "kind": kind, "body": body}


def set_timer(owner: Engine, message: m.Message, key: str, due_in: timedelta) -> UUID:
    """A timer row."""
    row = _row(message) | {"key": key, "due_at": real_now() + due_in}
    with owner.begin() as conn:
        conn.execute(insert(timers), [row])
    return UUID(str(row["id"]))


def change(owner: Engine, statement: str, **values: Any) -> None:
    """Any SQL as the owner of the tables."""
    with owner.begin() as conn:
        conn.execute(text(statement), values)


def rows(owner: Engine) -> list[Row[Any]]:
    """The whole outbox, oldest first."""
    with owner.begin() as conn:
        return list(conn.execute(select(outbox).order_by(outbox.c.not_before, outbox.c.id)))


def rows_read(queue_store: Store, owner: Engine, table: str) -> int:
    """Rows of a table that were ever read. The store's sessions tell it when they end, so they end here."""
    queue_store.engine.dispose()
    time.sleep(0.5)
    read = "select seq_tup_read + idx_tup_fetch from pg_stat_user_tables where relname = :table"
    with owner.begin() as conn:
        return int(conn.execute(text(read), {"table": table}).scalar_one())


def rung(owner: Engine) -> set[UUID]:
    """The ids of rows that were handed to a broker."""
    return {row.id for row in rows(owner) if row.rung_at is not None}


def waiting_in(url: str, queue: str) -> int:
    """How many messages a RabbitMQ queue holds that nobody has taken."""
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        return int(connection.channel().queue_declare(queue, passive=True).method.message_count)


class Told:
    """A ringer that notes what it rings; `before` is called first, `taken` says what it confirms."""

    lasting = True

    def __init__(
        self, taken: Callable[[Waiting], bool] = lambda _: True, before: Callable[[], None] = lambda: None
    ) -> None:
        self.calls: list[list[Waiting]] = []
        self._taken, self._before = taken, before

    def ring(self, messages: Sequence[Waiting]) -> set[UUID]:
        self._before()
        self.calls.append(list(messages))
        return {message.id for message in messages if self._taken(message)}

    def close(self) -> None:
        pass

    @property
    def ids(self) -> list[UUID]:
        return [message.id for call in self.calls for message in call]
