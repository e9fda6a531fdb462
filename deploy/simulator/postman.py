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

SIGNING = "http"  # the supplier that signs what it posts


class Postman:
    """One thread that does what is due. `hooks` gives the address below which a supplier's callbacks are taken."""

    def __init__(self, hooks: Callable[[str], str], secret: str) -> None:
        self.posted: Counter[str] = Counter()
        self._hooks, self._secret = hooks, secret
        self._http = httpx.Client(timeout=5, trust_env=False)
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

    def post(self, what: str, entry: dict[str, Any], supplier: str = SIGNING, tried: int = 0) -> None:
        """One entry to `receipts` or `replies`, as an array, which is what gateways post. Clouds sign nothing."""
        body = msgspec.json.encode([entry])
        headers = {"content-type": "application/json", **(self._signed(body) if supplier == SIGNING else {})}
        try:
            taken = self._http.post(f"{self._hooks(supplier)}/{what}", content=body, headers=headers).status_code == 200
        except httpx.HTTPError:
            taken = False
        if taken:
            self.posted[what] += 1
        elif tried < len(PAUSES):
            self.later(PAUSES[tried], lambda: self.post(what, entry, supplier, tried + 1))
        else:
            self.posted[f"{what}_given_up"] += 1
            structlog.get_logger("simulator").warning("callback.given_up", what=what)

    def spoof(self, supplier: str, what: str, secret: str, entry: dict[str, Any]) -> int:
        """Posts under a secret that is guessed, unsigned. Gives the status of the answer."""
        address = self._hooks(supplier).split("/hooks/")[0] + f"/hooks/sms/{secret}"
        path = what if supplier == SIGNING else f"{supplier}/{what}"
        return self._http.post(f"{address}/{path}", content=msgspec.json.encode([entry])).status_code

    def _signed(self, body: bytes) -> dict[str, str]:
        stamp = str(int(real_now().timestamp()))
        return {"x-timestamp": stamp, "x-signature": sign(self._secret, stamp, body)}

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
