"""How fast do prompts for a rating go out, and does any go twice? One JSON line a figure.

The simulated supplier misbehaves at one call in twenty, each of its faults as often as the others. The reference is a
plain httpx loop with as many threads that posts as many messages to the same supplier and keeps nothing. Waiting is
skipped by letting the business clock run ahead, some seconds at a time; breakers keep real time. `BENCH_PROMPTS` says
how many; callbacks are not served, so every end is found by asking. This supplier's details lag a minute at most:
silence is proof here after five questions over two minutes and a half, so that a message that is lost twice has its end
within ten. The supplier is served by this process, too: it takes its share of the processor from both loops alike.
"""

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import text

from bench.rig.copies import completed
from bench.rig.line import tell
from bench.rig.looking import look
from bench.rig.texting import TENANT, Texting, texting
from deploy.simulator.modes import Mode, Order
from services.notify.entry import watching
from services.notify.entry.actors import handlers
from shared.contracts import messages as m
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.ports.signing import sign
from shared.store import offset

PROMPTS = int(os.environ.get("BENCH_PROMPTS", "10000"))
THREADS = 8
AIM = 0.6  # of the plain loop
FAULTS: tuple[Mode, ...] = (
    "timeout-after-accept",
    "lose",
    "busy",
    "slow",
    "broken",
    "server-error",
    "too-many",
    "drip",
    "wrong-json",
)
SHARE = 0.05
MINUTES, STEP = 10, timedelta(seconds=5)
LIMITS = {"sms.query_minutes": "2.5", "sms.resolve_seconds": "5"}
OPEN = "select count(*) from sms where state in ('waiting', 'sending', 'unknown')"


def main() -> None:
    """Sets up, measures, prints."""
    with texting() as there:
        for key, value in LIMITS.items():
            there.set(key, value)
        cases = completed(there, range(2 * PROMPTS))
        stop = threading.Event()
        watch = threading.Thread(target=watching.run, args=(there.deps, lambda: "1502", stop), daemon=True)
        watch.start()
        plain = _rate(lambda number: _posted(there, number), list(range(PROMPTS)))
        ours = _rate(lambda case: _ask(there, case), cases[:PROMPTS])
        tell("prompts, claimed, sent and recorded, no faults", ours, "messages/s", plain, AIM)
        there.exchange.modes.set(*(Order(mode=mode, share=SHARE / len(FAULTS)) for mode in FAULTS))
        _ends(there, cases[PROMPTS:])
        stop.set()
        watch.join(5)


def _ends(there: Texting, cases: list[UUID]) -> None:
    """With faults: everything is asked, then looked after for ten minutes of business time."""
    faulty = _rate(lambda case: _ask(there, case), cases)
    tell("prompts with 5 % faults of every kind", faulty, "messages/s")
    for _ in range(timedelta(minutes=MINUTES) // STEP):
        with there.owner.begin() as conn:
            offset.advance(conn, STEP)
        look(there, THREADS)
    told = {row.state: row.number for row in _rows(there, "select state, count(*) as number from sms group by 1")}
    tell("not come to an end or in the supplier's hands after ten minutes", _rows(there, OPEN)[0][0], "messages", aim=0)
    tell("stuck, in sight", told.get("stuck", 0), "messages")
    counts = there.exchange.phones.counts()
    ours = {row.reference for row in _rows(there, "select reference from sms")}
    tell("sent more than once", sum(times > 1 for ref, times in counts.items() if ref in ours), "messages", aim=0)
    tell("on a phone", sum(ref in counts for ref in ours), "messages", aim=float(len(ours)))


def _rate(work: Callable[[Any], None], items: Sequence[Any]) -> float:
    """Items a second, by as many threads as everywhere here."""
    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(work, item) for item in items]:
            done.result()
    return len(items) / (time.perf_counter() - began)


def _ask(there: Texting, case_id: UUID) -> None:
    handlers(there.deps)[m.AskRating](m.AskRating(tenant_id=TENANT, case_id=case_id, round=1), new_id())


_clients = threading.local()


def _posted(there: Texting, number: int) -> None:
    if not hasattr(_clients, "http"):
        _clients.http = httpx.Client(base_url=there.settings.sms_url, timeout=5, trust_env=False)
    body = (
        f'{{"out_id":"plain-{number}","phone":"139{number:08d}","content":"{"字" * 90}","sign":"帮办","extend":"001"}}'
    ).encode()
    stamp = str(int(real_now().timestamp()))
    headers = {
        "content-type": "application/json",
        "X-Timestamp": stamp,
        "X-Signature": sign(there.settings.sms_secret, stamp, body),
    }
    assert _clients.http.post("/sms/send", content=body, headers=headers).json()["code"] == 0


def _rows(there: Texting, query: str) -> list[Any]:
    with there.owner.connect() as conn:
        return list(conn.execute(text(query)))


if __name__ == "__main__":
    main()
