"""Looking after the suppliers, every second until told to stop."""

import threading
from collections.abc import Callable

import structlog

from services.notify.deps import Deps
from services.notify.usecases.poll_suppliers import poll_suppliers
from services.notify.usecases.watch_suppliers import watch_suppliers
from shared.queue.steady import steadily

PERIOD = 1.0  # seconds between two looks


def run(deps: Deps, root: Callable[[], str], stop: threading.Event) -> None:
    """Looks until stopped; outlives the database."""

    def work() -> None:
        tenant = root()
        for name in watch_suppliers(deps, tenant):
            structlog.get_logger("notify").info("supplier.up_again", supplier=name)
        poll_suppliers(deps, tenant)
        stop.wait(PERIOD)

    steadily(work, stop)
