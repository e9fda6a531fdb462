"""What every broker of ours refuses: delays. A due time is a row in the database, never a message held in memory."""

from typing import Any

from dramatiq import Broker, Message
from dramatiq.middleware import CurrentMessage, Middleware, ShutdownNotifications, TimeLimit
from dramatiq.middleware.middleware import MiddlewareError

TIME_LIMIT = 60.0  # seconds for one message


class DelayForbidden(MiddlewareError):
    """A message with `delay=` or an eta: use `work.timer` or `hold=` instead."""


class NoDelays(Middleware):
    """Stops a delayed message before it reaches any queue."""

    def before_enqueue(self, broker: Broker, message: Message[Any], delay: int | None) -> None:
        """Raises DelayForbidden."""
        if delay is not None or "eta" in message.options:
            raise DelayForbidden(message.actor_name)


def middleware() -> list[Middleware]:
    """All there is. No Retries and no AgeLimit: the outbox row knows how often and when.

    Actors are not interrupted at shutdown, because they take seconds and a finished one is better than a doubtful one.
    """
    return [NoDelays(), CurrentMessage(), TimeLimit(time_limit=TIME_LIMIT * 1000), ShutdownNotifications()]
