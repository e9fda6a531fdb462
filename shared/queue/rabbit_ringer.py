"""Rings RabbitMQ: a batch at once, a watchdog over it, the next host after a failure."""

import itertools
import time
from collections.abc import Sequence
from uuid import UUID

import pika
import structlog

from shared.kernel.failpoints import through
from shared.queue.rabbit_link import Link
from shared.store.outbox import QUEUES, Waiting

OPENING = 5.0  # seconds to reach a broker
SILENCE = 5.0  # seconds without any confirm until a broker counts as frozen


class RabbitRinger:
    """Keeps one link, opens it when needed. For one relay thread."""

    lasting = True

    def __init__(self, hosts: Sequence[pika.ConnectionParameters], queues: Sequence[str] = QUEUES) -> None:
        self._hosts, self._queues = itertools.cycle(hosts), queues
        self._link: Link | None = None

    def ring(self, messages: Sequence[Waiting]) -> set[UUID]:
        """Publishes all, then waits for the confirms. Gives up after OPENING or SILENCE, and then starts anew."""
        return through("ring.rabbit", lambda: self._ring(messages), lost=set)

    def _ring(self, messages: Sequence[Waiting]) -> set[UUID]:
        link = self._open()
        if link is None:
            return set()
        link.confirmed, link.answers = set(), 0
        link.publish(messages)
        if not _answered(link, len(messages)):
            self._drop("broker.silent")
        return set(link.confirmed)

    def close(self) -> None:
        """Ends the link in good order."""
        if self._link:
            self._link.part()
            self._link = None

    def _open(self) -> Link | None:
        if self._link and self._link.dead:
            self._drop("broker.lost")
        if self._link is None:
            self._link = link = Link(next(self._hosts), self._queues)
            with link.state:
                link.state.wait_for(lambda: link.ready or link.dead, OPENING)
            if link.dead or not link.ready:
                self._drop("broker.away")
        return self._link

    def _drop(self, event: str) -> None:
        if self._link:
            structlog.get_logger("queue").warning(event, why=self._link.why)
            self._link.cut()
            self._link = None


def _answered(link: Link, wanted: int) -> bool:
    """Whether all were answered; every answer starts the patience anew."""
    with link.state:
        seen, end = 0, time.monotonic() + SILENCE
        while link.answers < wanted and not link.dead:
            if link.answers > seen:
                seen, end = link.answers, time.monotonic() + SILENCE
            if not link.state.wait(max(end - time.monotonic(), 0)):
                break
        return link.answers >= wanted
