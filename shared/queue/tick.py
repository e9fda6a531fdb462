"""The tick: timers whose business time has come become messages. Any number may run."""

import threading

from shared.queue.steady import steadily
from shared.store.engine import Store
from shared.store.timers import fire

PAUSE = 0.5  # seconds until the next look, when nothing was due


def run(store: Store, stop: threading.Event) -> None:
    """Fires timers until stopped; outlives the database."""

    def work() -> None:
        if not fire(store.engine):
            stop.wait(PAUSE)

    steadily(work, stop)
