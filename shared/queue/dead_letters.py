"""Dead letters: what the broker put aside counts as a failed attempt of its outbox row, so that it is seen and ends."""

import threading
from typing import Any
from uuid import UUID

import pika
import structlog
from dramatiq import Broker, Message, MessageProxy, Worker
from dramatiq.common import xq_name
from dramatiq.errors import DecodeError
from dramatiq.middleware import Middleware

from shared.queue.broker import DEAD_LETTERS, MemoryBroker, QuorumBroker
from shared.queue.recording import Recording
from shared.store.failures import DeadLetter

AT_ONCE = 10  # dead letters taken before the first is done
AGAIN = 5.0  # seconds until the next try when the broker is away


def watch(broker: Broker, failures: Recording) -> None:
    """Has a worker on this broker look after its dead letters; asking twice is asking once."""
    kind = InRabbit if isinstance(broker, QuorumBroker) else InMemory
    if not any(isinstance(each, kind) for each in broker.middleware):
        broker.add_middleware(kind(failures))


def bury(message: Message[Any], why: str, failures: Recording) -> None:
    """Writes the failure on the outbox row."""
    failures.record(str(message.options.get("tenant", "")), UUID(message.message_id), DeadLetter(why))


class InMemory(Middleware):
    """A message for which this process has no actor."""

    def __init__(self, failures: Recording) -> None:
        self._failures = failures

    def after_nack(self, broker: Broker, message: MessageProxy) -> None:
        """Records it, and keeps nothing in memory."""
        bury(message._message, "rejected", self._failures)
        if isinstance(broker, MemoryBroker):
            broker.dead_letters_by_queue[message.queue_name].clear()


class InRabbit(Middleware):
    """A thread beside the worker that empties the dead letter queues of the worker's queues."""

    def __init__(self, failures: Recording) -> None:
        self._failures = failures
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def after_worker_boot(self, broker: Broker, worker: Worker) -> None:
        """Starts the thread."""
        queues = sorted(worker.consumer_whitelist or broker.get_declared_queues())
        self._thread = threading.Thread(target=self._run, args=(broker, queues), name="dead letters", daemon=True)
        self._thread.start()

    def before_worker_shutdown(self, broker: Broker, worker: Worker) -> None:
        """Ends it."""
        self._stop.set()
        if self._thread:
            self._thread.join(5)

    def _run(self, broker: QuorumBroker, queues: list[str]) -> None:
        while not self._stop.is_set():
            try:
                self._empty(broker, queues)
            except (pika.exceptions.AMQPError, OSError) as error:
                structlog.get_logger("queue").warning("broker.away", why=type(error).__name__)
                self._stop.wait(AGAIN)

    def _empty(self, broker: QuorumBroker, queues: list[str]) -> None:
        with pika.BlockingConnection(broker.hosts) as connection:
            channel = connection.channel()
            channel.basic_qos(prefetch_count=AT_ONCE)
            for queue in queues:
                channel.queue_declare(xq_name(queue), durable=True, arguments=DEAD_LETTERS)
                channel.basic_consume(xq_name(queue), self._take)
            while not self._stop.is_set():
                connection.process_data_events(0.5)

    def _take(self, channel: Any, method: Any, properties: Any, body: bytes) -> None:
        try:
            bury(Message.decode(body), (properties.headers or {}).get("x-first-death-reason", ""), self._failures)
        except (DecodeError, ValueError):
            # Nothing of ours: no row in the outbox misses it.
            structlog.get_logger("queue").error("message.not_understood", queue=method.routing_key, octets=len(body))
        channel.basic_ack(method.delivery_tag)
