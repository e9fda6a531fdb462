"""How long from accepting a case until it stands on the receiving site's desk? One JSON line a figure.

The clock starts when the clerk's request is sent, so that the answer's own time is in the figure; it ends when the row
of the desk can be read. First comes the maximal rate: eight clerks who never wait. Then cases come at a quarter and at
three quarters of it, at random moments, whether or not the platform keeps up.
"""

import multiprocessing
import random
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import psycopg

from bench.rig.client import CLIENTS, Client, registration, together
from bench.rig.line import tell
from bench.rig.whole import WIRINGS, Whole, whole

CASES = 300  # for the maximal rate
SECONDS = 20.0  # for the two others
PATIENCE = 60.0  # seconds
LOOK = 0.005  # seconds between two looks at the desk
AIM = 300.0  # milliseconds, p95 at a quarter
ON_DESK = "select case_id::text from desk_rows where case_id = any(%s::uuid[]) and bucket = 'sign'"


def main() -> None:
    """Both wirings, three rates each."""
    for wiring in WIRINGS:
        with whole(wiring) as there, multiprocessing.get_context("spawn").Pool(1) as pool:
            maximum = pool.apply(_maximum, (there,))
            tell(f"accepted and on the desk, most, {wiring}", maximum, "cases/s")
            for share in (0.25, 0.75):
                took = pool.apply(_at, (there, share * maximum))
                for point in (50, 95, 99):
                    aim = AIM if (share, point) == (0.25, 95) else None
                    figure = f"accept to desk, p{point} at {share:.0%} of the most, {wiring}"
                    tell(figure, 1000 * _percentile(took, point), "ms", aim=aim)


class Desk:
    """Watches the receiving site's desk: when did which case come."""

    def __init__(self, owner: str) -> None:
        self._conn = psycopg.connect(owner.replace("+psycopg", ""), autocommit=True)
        self._sent: dict[str, float] = {}
        self._waiting: set[str] = set()
        self.took: list[float] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def expect(self, case_id: str, sent: float) -> None:
        """A case was accepted; its request was sent at that moment."""
        self._sent[case_id] = sent
        self._waiting.add(case_id)

    def all_there(self) -> list[float]:
        """Seconds each took. Raises RuntimeError when one never comes."""
        end = time.monotonic() + PATIENCE
        while self._waiting:
            if time.monotonic() > end:
                raise RuntimeError(f"{len(self._waiting)} cases never came")
            time.sleep(LOOK)
        self._over.set()
        self._thread.join()
        self._conn.close()
        return self.took

    def _look(self) -> None:
        while not self._over.wait(LOOK):
            if waiting := list(self._waiting):
                found = self._conn.execute(ON_DESK, (waiting,)).fetchall()
                now = time.perf_counter()
                for (case_id,) in found:
                    self._waiting.discard(case_id)
                    self.took.append(now - self._sent[case_id])


def _maximum(there: Whole) -> float:
    """Cases a second, until the last one is on the desk."""
    clients, desk = [Client(there.base) for _ in range(CLIENTS)], Desk(there.owner)
    began = time.perf_counter()
    together(lambda client, phone: _register(client, desk, phone), clients, _phones(CASES))
    desk.all_there()
    return CASES / (time.perf_counter() - began)


def _at(there: Whole, rate: float) -> list[float]:
    """Seconds each took, at so many a second; whoever is late starts at once, and his lateness counts."""
    clients, desk, chance = [Client(there.base) for _ in range(CLIENTS * 2)], Desk(there.owner), random.Random(7)
    free, busy = list(clients), threading.Lock()

    def one(at: float, phone: str) -> None:
        with busy:
            client = free.pop()
        _register(client, desk, phone, at)
        with busy:
            free.append(client)

    with ThreadPoolExecutor(len(clients)) as threads:
        at = time.perf_counter()
        for phone in _phones(int(SECONDS * rate)):
            at += chance.expovariate(rate)
            time.sleep(max(0.0, at - time.perf_counter()))
            threads.submit(one, at, phone)
    return desk.all_there()


def _register(client: Client, desk: Desk, phone: str, at: float | None = None) -> None:
    sent = at or time.perf_counter()
    desk.expect(client.post("/api/cases/register", registration(phone))["id"], sent)


def _phones(count: int) -> list[str]:
    return [f"139{n:08d}" for n in range(count)]


def _percentile(took: Sequence[float], point: int) -> float:
    return sorted(took)[min(len(took) - 1, len(took) * point // 100)]


if __name__ == "__main__":
    main()
