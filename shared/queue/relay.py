"""The relay: claims outbox rows, rings the broker outside any transaction, marks what was confirmed.

Any number may run: a row is claimed by one. Ended at any moment, nothing is lost, and at most a batch is rung twice.
"""

import threading
from collections.abc import Callable

import msgspec
from dramatiq import Broker

from shared.queue.ringer import Ringer
from shared.queue.ringers import ringer_for
from shared.queue.steady import steadily
from shared.store import outbox
from shared.store.engine import Store

BRIEF, IDLE = 0.02, 1.0  # seconds between looks: after work, and when nothing happens
MANY = 50  # rung at once: then the next look comes without any pause
AWAY = 2.0  # seconds until the next try when the broker takes nothing at all


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How much at once. `bound` is a tenant's messages in flight per queue and unit of weight.

    What is in flight stands before the others' in the broker, so there is no more of it than keeps the workers busy.
    """

    bound: int = 8
    batch: int = 500
    again: float = outbox.AGAIN


USUAL = Pace()


def run(store: Store, broker: Broker, stop: threading.Event, pace: Pace = USUAL) -> None:
    """Relays to this broker until stopped."""
    ringer = ringer_for(broker)
    try:
        relay(store, ringer, stop, pace)
    finally:
        ringer.close()


def relay(store: Store, ringer: Ringer, stop: threading.Event, pace: Pace = USUAL) -> None:
    """Relays by this ringer until stopped; outlives the database and the broker."""
    steadily(lambda: _listening(store, ringer, stop, pace), stop)


def _listening(store: Store, ringer: Ringer, stop: threading.Event, pace: Pace) -> None:
    if not ringer.lasting:
        outbox.forget_rings(store.engine)
    with outbox.Bell(store.engine) as bell:
        beat(lambda: once(store, ringer, pace), bell.wait, stop)


def beat(work: Callable[[], int], wait: Callable[[float], None], stop: threading.Event) -> None:
    """Works, then waits: for a hint, longer and longer, when there was nothing; through all hints after a few.

    Under load every commit rings the bell; looking once for several costs a fraction of looking for each.
    """
    pause = BRIEF
    while not stop.is_set():
        done = work()
        pause = BRIEF if done > 0 else min(pause * 2, IDLE)
        if done < 0:
            stop.wait(AWAY)
        elif 0 < done < MANY:
            stop.wait(BRIEF)
        else:
            wait(pause)


def once(store: Store, ringer: Ringer, pace: Pace = USUAL) -> int:
    """One round. Gives how many were rung, or -1 when the broker took nothing of what was due."""
    claimed = outbox.claim(store.engine, pace.bound, pace.batch, again=pace.again)
    if not claimed.messages:
        return 0
    confirmed = ringer.ring(claimed.messages)
    outbox.rung(store.engine, claimed, confirmed)
    refused = [message.id for message in claimed.messages if message.id not in confirmed]
    outbox.release(store.engine, claimed, refused, AWAY if confirmed else 0)
    return len(confirmed) or -1
