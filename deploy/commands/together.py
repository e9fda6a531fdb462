"""`bangban node`: all services in one process, on the in-memory broker."""

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from deploy import heartbeat
from deploy.commands import audit
from deploy.commands.services import KEYS, opened
from shared.kernel.settings import Settings

if TYPE_CHECKING:
    from services.gateway.main import Face
    from shared.store.engine import Store

WORKERS = 4  # threads that hear messages
LAST = 25.0  # seconds for the helpers to finish what they hold; what they do not finish is rung again after the start


class Helpers:
    """Threads that work beside the gateway. When one fails the process ends, and the supervisor starts it anew."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.failed = False
        self._threads: list[threading.Thread] = []

    def add(self, name: str, work: Callable[[], None]) -> None:
        """Start a thread that works until `stop` is set."""
        thread = threading.Thread(target=self._guarded, args=(name, work), name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _guarded(self, name: str, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:
            structlog.get_logger().exception("helper_failed", helper=name)
            self.failed = True
        if not self.stop.is_set():
            os.kill(os.getpid(), signal.SIGTERM)

    def end(self) -> None:
        """Ask all to finish and wait, at most LAST seconds altogether."""
        self.stop.set()
        end = time.monotonic() + LAST
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))


def work_beside(helpers: Helpers, settings: Settings, store: "Store", queue_store: "Store") -> None:
    """Both workers on one broker in memory, the relay that rings it, the tick, the sweep and the watch."""
    from deploy.commands import housekeeping
    from services.dispatch import main as dispatch
    from services.notify import main as notify
    from shared.queue import broker, relay, tick, worker

    memory = broker.in_memory()
    deps = dispatch.build(store)
    queues = dispatch.actors(settings, store, memory, deps)
    notifying = notify.build(settings, store)
    queues |= notify.actors(settings, store, memory, notifying)
    helpers.add("worker", lambda: worker.run(memory, queues, helpers.stop, threads=WORKERS))
    helpers.add("relay", lambda: relay.run(queue_store, memory, helpers.stop))
    helpers.add("sweep", lambda: dispatch.sweep(deps, helpers.stop))
    helpers.add("watch", lambda: notify.watch(notifying, store, helpers.stop))
    helpers.add("tick", lambda: tick.run(queue_store, helpers.stop))
    if settings.database_owner:
        helpers.add("housekeeping", lambda: housekeeping.keep(settings, helpers.stop))
    if settings.database_owner and settings.heads_key:
        helpers.add("heads", lambda: audit.run(settings, helpers.stop))


def node(face: "Face") -> None:
    """Serve until stopped; raises SystemExit(1) when a helper failed."""
    from services.gateway.main import serve

    helpers = Helpers()
    with opened("app", *KEYS, "hook_secret") as (settings, store), opened("queue") as (_, queue_store):
        try:
            with heartbeat.beating(store.engine, "node"):
                work_beside(helpers, settings, store, queue_store)
                serve(settings, store, face)
        finally:
            helpers.end()
    if helpers.failed:
        raise SystemExit(1)
