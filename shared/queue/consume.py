"""Consumers: one actor per message. What fails is written on the message's row and never given back to the broker."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import dramatiq
import structlog
from dramatiq.middleware import CurrentMessage, TimeLimitExceeded
from structlog.contextvars import bound_contextvars

from shared.contracts.messages import Message, decode
from shared.queue import dead_letters
from shared.queue.recording import Recording
from shared.store.inbox import AlreadyHeard

Handler = Callable[[Any, UUID], None]


def register(broker: dramatiq.Broker, handlers: Mapping[type[Message], Handler], failures: Recording) -> set[str]:
    """Makes one actor of every handler. Gives the queues they listen on."""
    dead_letters.watch(broker, failures)
    for message, handler in handlers.items():
        declare = dramatiq.actor(actor_name=message.kind, queue_name=message.queue, broker=broker)
        declare(_hearing(handler, failures))
    return {message.queue for message in handlers}


def _hearing(handler: Handler, failures: Recording) -> Callable[[str], None]:
    def hear(body: str) -> None:
        envelope = CurrentMessage.get_current_message()
        if envelope is None:
            raise RuntimeError("only a worker calls actors")
        _hear(handler, failures, envelope, body)

    return hear


def _hear(handler: Handler, failures: Recording, envelope: dramatiq.Message[Any], body: str) -> None:
    tenant_id, message_id = str(envelope.options.get("tenant", "")), UUID(envelope.message_id)
    with bound_contextvars(message=str(message_id), tenant=tenant_id, kind=envelope.actor_name):
        try:
            message = decode(body)
            with bound_contextvars(case=str(getattr(message, "case_id", ""))):
                handler(message, message_id)
        except AlreadyHeard:
            structlog.get_logger("queue").debug("message.heard_before")
        except (Exception, TimeLimitExceeded) as error:
            failures.record(tenant_id, message_id, error)
