"""Posts receipts and replies to the platform, signed, and again while nobody takes them."""

import heapq
import itertools
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import structlog

from shared.kernel.clock import real_now
from shared.ports.signing import sign

PAUSES = (0.2, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)  # seconds between tries; real gateways wait minutes and give up sooner


class Postman:
    """One thread that does what is due. `hooks` is the address below which the platform takes callbacks."""

    def __init__(self, hooks: str, secret: str) -> None:
        self.posted: Counter[str] = Counter()
        self._secret = secret
        self._http = httpx.Client(base_url=hooks, timeout=5, trust_env=False)
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._wake = threading.Condition()
        self._over = False
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends; what was not posted is not posted."""
        with self._wake:
            self._over = True
            self._wake.notify()
        self._thread.join(10)
        self._http.close()

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        """Does it on the postman's thread when its time has come."""
        with self._wake:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._order), work))
            self._wake.notify()

    def post(self, what: str, entry: dict[str, Any], tried: int = 0) -> None:
        """One entry to `receipts` or `replies`, as an array, which is what gateways post."""
        body = msgspec.json.encode([entry])
        stamp = str(int(real_now().timestamp()))
        headers = {"content-type": "application/json", "x-timestamp": stamp}
        headers["x-signature"] = sign(self._secret, stamp, body)
        try:
            taken = self._http.post(f"/{what}", content=body, headers=headers).status_code == 200
        except httpx.HTTPError:
            taken = False
        if taken:
            self.posted[what] += 1
        elif tried < len(PAUSES):
            self.later(PAUSES[tried], lambda: self.post(what, entry, tried + 1))
        else:
            self.posted[f"{what}_given_up"] += 1
            structlog.get_logger("simulator").warning("callback.given_up", what=what)

    def _run(self) -> None:
        while work := self._next():
            try:
                work()
            except Exception:
                structlog.get_logger("simulator").exception("callback.failed")

    def _next(self) -> Callable[[], None] | None:
        with self._wake:
            while not self._over:
                now = time.monotonic()
                if self._due and self._due[0][0] <= now:
                    return heapq.heappop(self._due)[2]
                self._wake.wait(self._due[0][0] - now if self._due else None)
        return None
