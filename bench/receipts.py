"""How fast are receipts applied, in any order and doubled, and are all end states right? One JSON line a figure.

Every message gets three receipts of its end, as suppliers tell it again and again; all of them in random order, in
bodies of a hundred. A body is kept raw first, as the hook keeps it, and understood
then. `BENCH_RECEIPTS` says how many receipts; the order is drawn from a seed.
"""

import os
import random
import secrets
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
from sqlalchemy import text

from bench.rig.copies import completed, copy
from bench.rig.line import tell
from bench.rig.texting import TENANT, Texting, texting
from services.notify.entry.actors import handlers
from shared.contracts import messages as m
from shared.domain.access.actor import platform
from shared.kernel.ids import new_id
from shared.store.keep_raw import keep_raw

RECEIPTS = int(os.environ.get("BENCH_RECEIPTS", "100000"))
EACH, BODY, THREADS, SEED = 3, 100, 8, 7
CITY = "1502"
ENDS = {"delivered": "delivered", "failed": "failed", "expired": "failed"}
MODEL = (
    "select m.case_id, m.id, m.reference, m.supplier_id, encode(r.phone_token, 'hex') as phone_token"
    " from sms m join reply_routes r on r.sms_id = m.id"
)
ROWS = "select reference, supplier_id, state from sms"


def main() -> None:
    """Sets up, measures, prints."""
    with texting() as there:
        _sent(there, RECEIPTS // EACH)
        chance = random.Random(SEED)
        wanted = {row.reference: chance.choice(sorted(ENDS)) for row in _rows(there, ROWS)}
        told = [_receipt(row, how) for row in _rows(there, ROWS) for how in _said(wanted[row.reference])]
        chance.shuffle(told)
        bodies = [msgspec.json.encode(batch).decode() for batch in _batches(told)]
        began = time.perf_counter()
        with ThreadPoolExecutor(THREADS) as pool:
            kept = list(pool.map(lambda body: _kept(there, body), bodies))
            list(pool.map(lambda _: _heard(there), kept))
        took = time.perf_counter() - began
        tell("receipts kept and applied", len(told) / took, "receipts/s")
        tell("keeping a body, p99", statistics.quantiles(kept, n=100)[98] * 1000 if len(kept) > 1 else 0, "ms", aim=50)
        wrong = [row for row in _rows(there, ROWS) if row.state != ENDS[wanted[row.reference]]]
        tell("wrong end states", len(wrong), "messages", aim=0)


def _batches(told: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    yield from (told[at : at + BODY] for at in range(0, len(told), BODY))


def _sent(there: Texting, number: int) -> None:
    """As many messages in the supplier's hands: one is sent, the others are copies of it for cases of their own."""
    first, *rest = completed(there, range(number))
    handlers(there.deps)[m.AskRating](m.AskRating(tenant_id=TENANT, case_id=first, round=1), new_id())
    with there.owner.begin() as conn:
        old = conn.execute(text(MODEL)).one()
        copy(conn, ("sms", "evaluations", "reply_routes"), first, [_named_anew(old, str(case)) for case in rest])


def _named_anew(old: Any, case: str) -> dict[str, str]:
    token = secrets.token_bytes(32).hex()
    new = (case, str(new_id()), secrets.token_hex(16), f"S{new_id().hex}", token[: len(old.phone_token)])
    return dict(zip(map(str, old), new, strict=True))


def _said(end: str) -> tuple[str, ...]:
    return (end,) * EACH


def _receipt(row: Any, status: str) -> dict[str, str]:
    return {"out_id": row.reference, "msg_id": row.supplier_id, "status": status}


def _kept(there: Texting, body: str) -> float:
    """Seconds until it is kept."""
    began = time.perf_counter()
    with there.store.work(platform(CITY)) as work:
        keep_raw(work, "receipts", "http", body)
    return time.perf_counter() - began


def _heard(there: Texting) -> None:
    """The next doorbell is answered; several threads take one each."""
    with there.owner.begin() as conn:
        taken = text(
            "delete from outbox where id = (select id from outbox where kind = 'notify.take_receipt'"
            " limit 1 for update skip locked) returning id, body"
        )
        row = conn.execute(taken).one()
    message = m.decode(row.body)
    handlers(there.deps)[type(message)](message, row.id)


def _rows(there: Texting, query: str) -> list[Any]:
    with there.owner.connect() as conn:
        return list(conn.execute(text(query)))


if __name__ == "__main__":
    main()
