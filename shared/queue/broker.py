"""The brokers: RabbitMQ with quorum queues, or the same in the memory of one process."""

from typing import Any

import pika
from dramatiq import Message
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.common import xq_name

from shared.kernel.settings import Settings
from shared.queue.middleware import DelayForbidden, middleware

DELIVERIES = 10  # a message that killed so many workers goes to the dead letters
HEARTBEAT = 10  # seconds
BLOCKED = 5  # seconds of a broker's alarm until we give up
DEAD_LETTERS = {"x-queue-type": "quorum"}  # no TTL: what lies there was not understood, and nothing may forget it


def arguments(queue: str) -> dict[str, Any]:
    """How a queue is declared, by whoever comes first."""
    return {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERIES,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": xq_name(queue),
    }


class QuorumBroker(RabbitmqBroker):
    """RabbitMQ as we want it. Overrides private methods of Dramatiq, which a test pins."""

    def __init__(self, urls: tuple[str, ...]) -> None:
        super().__init__(confirm_delivery=True, middleware=middleware(), url=list(urls))
        for parameters in self.parameters:
            parameters.heartbeat = HEARTBEAT
            parameters.blocked_connection_timeout = BLOCKED
            parameters.socket_timeout = 2
            parameters.stack_timeout = 5

    @property
    def hosts(self) -> list[pika.ConnectionParameters]:
        """Where the broker's nodes are, in the order they are tried."""
        return list(self.parameters)

    def declare_queue(self, queue_name: str, *, ensure: bool = False) -> None:
        """Like Dramatiq's, without the queue for delayed messages."""
        if queue_name not in self.queues:
            self.emit_before("declare_queue", queue_name)
            self.queues.add(queue_name)
            self.queues_pending.add(queue_name)
            self.emit_after("declare_queue", queue_name)
        if ensure:
            self._ensure_queue(queue_name)  # type: ignore[no-untyped-call]

    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        """Raises DelayForbidden before anything is declared for a delay."""
        if delay is not None:
            raise DelayForbidden(message.actor_name)
        return super().enqueue(message)

    def _build_queue_arguments(self, queue_name: str) -> dict[str, Any]:
        return arguments(queue_name)

    def _declare_dq_queue(self, queue_name: str) -> None:
        """There are no delays, so there is no queue for them."""

    def _declare_xq_queue(self, queue_name: str) -> Any:
        return self.channel.queue_declare(queue=xq_name(queue_name), durable=True, arguments=DEAD_LETTERS)


class MemoryBroker(StubBroker):
    """Queues in memory, for one process: what is lost with it is rung again from the outbox."""

    def enqueue(self, message: Message[Any], *, delay: int | None = None) -> Message[Any]:
        """Raises DelayForbidden, and QueueNotFound when nobody in this process has declared the queue."""
        if delay is not None:
            raise DelayForbidden(message.actor_name)
        return super().enqueue(message)


def rabbit(settings: Settings) -> QuorumBroker:
    """The broker the settings name. Nothing is connected yet."""
    return QuorumBroker(settings.amqp_urls)


def in_memory() -> MemoryBroker:
    """A broker of this process alone."""
    return MemoryBroker(middleware=middleware())
