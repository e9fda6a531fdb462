"""One connection to RabbitMQ on a thread of its own, with many publishes waiting for their confirms at once."""

import threading
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pika
from dramatiq.common import xq_name
from pika.adapters.select_connection import IOLoop
from pika.exceptions import StreamLostError

from shared.queue.broker import DEAD_LETTERS, arguments
from shared.queue.ringer import on_the_wire
from shared.store.outbox import Waiting


class Link:
    """Opens at once; `state` is notified at every change. What has no underscore is for other threads."""

    def __init__(self, host: pika.ConnectionParameters, queues: Sequence[str]) -> None:
        self.state = threading.Condition()
        self.ready, self.dead = False, False
        self.confirmed: set[UUID] = set()
        self.answers = 0
        self.why = ""
        self._host, self._queues = host, queues
        self._waiting: dict[int, UUID] = {}
        self._returned: set[str] = set()
        self._tag = 0
        self._loop: Any = IOLoop()
        self._connection: Any = None
        self._channel: Any = None
        self._thread = threading.Thread(target=self._run, name="ringer", daemon=True)
        self._thread.start()

    def publish(self, messages: Sequence[Waiting]) -> None:
        """Hand these over; what the broker says of them is counted in `answers`, its yes in `confirmed`."""
        bodies = [(message.id, message.queue, on_the_wire(message).encode()) for message in messages]
        self._loop.add_callback_threadsafe(lambda: self._publish(bodies))

    def part(self) -> None:
        """End the connection in good order; a side that does not answer is not waited for."""
        self._loop.add_callback_threadsafe(self._good_bye)
        self._thread.join(5)

    def cut(self) -> None:
        """End the connection without asking the other side, which may be frozen."""
        self._loop.add_callback_threadsafe(self._hang_up)
        self._thread.join(5)

    def _run(self) -> None:
        self._connection = pika.SelectConnection(
            self._host,
            on_open_callback=self._opened,
            on_open_error_callback=lambda _, error: self._over(error),
            on_close_callback=lambda _, error: self._over(error),
            custom_ioloop=self._loop,
        )
        try:
            self._loop.start()
        finally:
            self._change(dead=True)
            self._loop.close()

    def _good_bye(self) -> None:
        self._loop.call_later(1.0, self._hang_up)
        if self._connection.is_open:
            self._connection.close()

    def _hang_up(self) -> None:
        """pika has no public way to end a connection without a word to the other side; it tells `_over` afterwards."""
        if self._connection.is_closed:
            self._loop.stop()
        else:
            self._connection._terminate_stream(StreamLostError("given up"))

    def _over(self, error: object) -> None:
        self.why = self.why or type(error).__name__
        self._change(dead=True)
        self._loop.stop()

    def _opened(self, connection: Any) -> None:
        connection.channel(on_open_callback=self._channelled)

    def _channelled(self, channel: Any) -> None:
        self._channel = channel
        channel.add_on_close_callback(self._channel_over)
        channel.add_on_return_callback(lambda _c, _m, properties, _b: self._returned.add(properties.message_id))
        for queue in self._queues:
            channel.queue_declare(queue, durable=True, arguments=arguments(queue), callback=lambda _: None)
            channel.queue_declare(xq_name(queue), durable=True, arguments=DEAD_LETTERS, callback=lambda _: None)
        channel.confirm_delivery(self._answered, callback=lambda _: self._change(ready=True))

    def _channel_over(self, _channel: Any, error: Any) -> None:
        """The broker ended the channel alone: for one, because a queue is there with other arguments."""
        if self._connection.is_open:
            self.why = f"{type(error).__name__} {getattr(error, 'reply_code', '')}"
            self._loop.add_callback_threadsafe(self._hang_up)

    def _publish(self, bodies: Sequence[tuple[UUID, str, bytes]]) -> None:
        if self.dead or not self._channel.is_open:
            return
        for message_id, queue, body in bodies:
            self._tag += 1
            self._waiting[self._tag] = message_id
            properties = pika.BasicProperties(delivery_mode=2, message_id=str(message_id))
            self._channel.basic_publish("", queue, body, properties, mandatory=True)

    def _answered(self, frame: Any) -> None:
        method = frame.method
        first = min(self._waiting, default=method.delivery_tag) if method.multiple else method.delivery_tag
        with self.state:
            for tag in range(first, method.delivery_tag + 1):
                self._settle(tag, method.NAME == "Basic.Ack")
            self.state.notify_all()

    def _settle(self, tag: int, taken: bool) -> None:
        message_id = self._waiting.pop(tag, None)
        if message_id is None:
            return
        self.answers += 1
        if taken and str(message_id) not in self._returned:
            self.confirmed.add(message_id)
        self._returned.discard(str(message_id))

    def _change(self, **flags: bool) -> None:
        with self.state:
            for name, value in flags.items():
                setattr(self, name, value)
            self.state.notify_all()
