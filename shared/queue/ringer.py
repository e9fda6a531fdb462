"""Ringing: messages are handed to a broker, which confirms them. Three kinds that behave alike."""

import sys
from collections.abc import Sequence
from typing import Any, Protocol, TextIO
from uuid import UUID

from dramatiq import Broker, Message
from dramatiq.errors import QueueNotFound

from shared.kernel.failpoints import through
from shared.store.outbox import Waiting


class Ringer(Protocol):
    """Hands messages over. `lasting`: what was handed over is still there when this process is gone."""

    lasting: bool

    def ring(self, messages: Sequence[Waiting]) -> set[UUID]:
        """The ids that are safe with the broker. The others may or may not have arrived. Never raises for a broker."""
        ...  # pragma: no cover

    def close(self) -> None:
        """Lets go of what it holds."""
        ...  # pragma: no cover


def on_the_wire(message: Waiting) -> Message[Any]:
    """The message as Dramatiq carries it: the outbox row's id is the message's id, its JSON the one argument."""
    return Message(
        queue_name=message.queue,
        actor_name=message.kind,
        args=(message.body,),
        kwargs={},
        options={"tenant": message.tenant_id},
        message_id=str(message.id),
    )


class MemoryRinger:
    """Rings the queues of this process."""

    lasting = False

    def __init__(self, broker: Broker) -> None:
        self._broker = broker

    def ring(self, messages: Sequence[Waiting]) -> set[UUID]:
        """A queue that nobody has declared takes nothing."""
        return through("ring.memory", lambda: {m.id for m in messages if self._put(m)}, lost=set)

    def _put(self, message: Waiting) -> bool:
        try:
            self._broker.enqueue(on_the_wire(message))
        except QueueNotFound:
            return False
        return True

    def close(self) -> None:
        """Nothing is held."""


class ConsoleRinger:
    """Prints what it would ring, for looking at a relay without any broker."""

    lasting = True

    def __init__(self, queues: Sequence[str], out: TextIO | None = None) -> None:
        self._queues, self._out = queues, out or sys.stdout

    def ring(self, messages: Sequence[Waiting]) -> set[UUID]:
        """One line a message: ids only, because that is all a message holds."""
        known = [message for message in messages if message.queue in self._queues]
        for message in known:
            print(f"[no broker] {message.queue} {message.id} {message.body}", file=self._out)
        return {message.id for message in known}

    def close(self) -> None:
        """Nothing is held."""
