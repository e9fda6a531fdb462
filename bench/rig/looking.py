"""The looks after messages, as the platform's tick and consumers would make them."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from sqlalchemy import text

from bench.rig.texting import Texting
from services.notify.entry.actors import handlers
from shared.contracts import messages as m
from shared.store.inbox import AlreadyHeard

_DUE = text(
    "update timers set fired_at = now() where fired_at is null and kind = 'notify.resolve_sms' and due_at <="
    " clock_timestamp() + coalesce((select by from clock_offset), interval '0') returning id, body"
)


def look(there: Texting, threads: int) -> None:
    """Every timer that is due rings."""
    with there.owner.begin() as conn:
        bodies = [(row.id, row.body) for row in conn.execute(_DUE)]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda one: _heard(there, *one), bodies))


def _heard(there: Texting, message_id: UUID, body: str) -> None:
    message = m.decode(body)
    try:
        handlers(there.deps)[type(message)](message, message_id)
    except AlreadyHeard:
        return
