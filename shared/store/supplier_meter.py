"""What calls to suppliers told this process, gathered, so that the rows all share are written once a second."""

import threading
import time
from collections import defaultdict

from sqlalchemy import Connection

from shared.domain.texting.health import Outcome, Pace, after_calls
from shared.kernel.clock import real_now
from shared.store import supplier_states

EVERY = 1.0  # seconds for which good calls are only counted


class Meter:
    """Outcomes by supplier. Thread-safe; what is in it when the process dies is no loss."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: dict[str, list[Outcome]] = defaultdict(list)
        self._written: dict[str, float] = {}

    def tell(self, supplier: str, outcome: Outcome) -> bool:
        """Whether it is time to write: at once after a call in vain, else once a second."""
        with self._lock:
            self._told[supplier].append(outcome)
            return not outcome.good or time.monotonic() - self._written.get(supplier, 0.0) >= EVERY

    def write(self, conn: Connection, supplier: str, pace: Pace) -> None:
        """Writes what was told about a supplier since the last time."""
        with self._lock:
            told, self._told[supplier] = self._told[supplier], []
            self._written[supplier] = time.monotonic()
        if told:
            health = supplier_states.take(conn, supplier)
            supplier_states.put(conn, after_calls(health, told, real_now(), pace))
