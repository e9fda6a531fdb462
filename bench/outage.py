"""One of two suppliers is down for a while: how soon does everything go over the other, and when is all made up for?

Prompts come at a steady rate before, during and after; nothing is skipped, so a run takes its time. `BENCH_OUTAGE` says
for how many seconds it is down, `BENCH_RATE` how many prompts come in a second. The one that is down answers nobody, no
question either: what it was given last stays in doubt until it is back and has said often enough, for as long as the
outage took, that it holds nothing. The reference of the rate during the outage is the rate before it. One JSON line a
figure.
"""

import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from bench.rig.copies import completed
from bench.rig.line import tell
from bench.rig.looking import look
from bench.rig.texting import TENANT, Texting, texting
from deploy.simulator.modes import Order
from services.notify.entry import watching
from services.notify.entry.actors import handlers
from shared.contracts import messages as m
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id

OUTAGE = float(os.environ.get("BENCH_OUTAGE", "300"))
RATE = float(os.environ.get("BENCH_RATE", "10"))
CALM = max(OUTAGE / 10, 5.0)  # seconds before and after
THREADS = 8
FIRST = "http"
FAIL_OVER = 30.0  # seconds at most
PATIENCE = 900.0  # seconds for the backlog
OPEN = "select count(*) from sms where state in ('waiting', 'sending', 'unknown', 'stuck')"
GIVEN = "select max(at) from sms_history where what = 'claimed' and supplier = :first and at >= :since and at < :until"
TAKEN = (
    "select count(*) from sms_history where what = 'answered' and state = 'accepted' and at >= :since and at < :until"
)
LIMITS = {"sms.resolve_seconds": "2", "sms.query_tries": "3", "sms.query_minutes": f"{OUTAGE / 60:.2f}"}


def main() -> None:
    """Sets up, measures, prints."""
    with texting(pair=True) as there:
        for key, value in LIMITS.items():
            there.set(key, value)
        cases = completed(there, range(int(RATE * (OUTAGE + 2 * CALM)) + 1))
        with _platform(there), ThreadPoolExecutor(THREADS) as pool:
            coming = iter(cases)
            began = real_now()
            _offered(there, pool, coming, CALM)
            down = _mode(there, "down")
            _offered(there, pool, coming, OUTAGE)
            up = _mode(there, "normal")
            _offered(there, pool, coming, CALM)
            gone = _made_up_for(there)
        _tell(there, began, down, up, gone)


def _tell(there: Texting, began: datetime, down: datetime, up: datetime, gone: float) -> None:
    last = _one(there, GIVEN, first=FIRST, since=down, until=up)
    tell("from the outage to the last message given to who is down", _seconds(down, last), "s", aim=FAIL_OVER)
    before = _one(there, TAKEN, since=began, until=down) / _seconds(began, down)
    during = _one(there, TAKEN, since=down, until=up) / _seconds(down, up)
    tell("prompts taken during the outage, beside before it", during, "messages/s", before, 0.9)
    tell("from its return until nothing is open", gone, "s")
    counts = there.exchange.phones.counts()
    tell("sent more than once", sum(times > 1 for times in counts.values()), "messages", aim=0)
    tell("on a phone", len(counts), "messages", aim=float(_one(there, "select count(*) from sms")))


@contextmanager
def _platform(there: Texting) -> Iterator[None]:
    """Suppliers are watched and messages looked after meanwhile."""
    stop = threading.Event()

    def looks() -> None:
        while not stop.wait(0.5):
            look(there, THREADS)

    threads = [
        threading.Thread(target=watching.run, args=(there.deps, lambda: "1502", stop), daemon=True),
        threading.Thread(target=looks, daemon=True),
    ]
    for thread in threads:
        thread.start()
    yield
    stop.set()
    for thread in threads:
        thread.join(10)


def _offered(there: Texting, pool: ThreadPoolExecutor, cases: Iterator[UUID], seconds: float) -> None:
    """Prompts at the rate, whether or not the platform keeps up."""
    began = time.monotonic()
    for number in range(int(RATE * seconds)):
        time.sleep(max(began + number / RATE - time.monotonic(), 0))
        pool.submit(_ask, there, next(cases))


def _ask(there: Texting, case_id: UUID) -> None:
    handlers(there.deps)[m.AskRating](m.AskRating(tenant_id=TENANT, case_id=case_id, round=1), new_id())


def _mode(there: Texting, mode: Any) -> datetime:
    """From when on."""
    there.exchange.modes.set(Order(mode=mode, supplier=FIRST))
    return real_now()


def _made_up_for(there: Texting) -> float:
    """Seconds from the end of the calm after it until no message is open, with that calm."""
    began = time.monotonic()
    while _one(there, OPEN) and time.monotonic() - began < PATIENCE:
        time.sleep(0.2)
    return CALM + time.monotonic() - began


def _seconds(since: datetime, until: datetime | None) -> float:
    return (until - since).total_seconds() if until else 0.0


def _one(there: Texting, query: str, **values: object) -> Any:
    with there.owner.connect() as conn:
        return conn.execute(text(query), values).scalar()


if __name__ == "__main__":
    main()
