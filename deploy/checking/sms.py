"""Never an SMS twice: in the journal, and at the supplier's own count."""

from collections.abc import Iterator

import httpx
from sqlalchemy import Connection, text

from deploy.checking.finding import Finding, finding
from deploy.checking.rows import count, violating
from shared.store.keys import Keys

_OPEN = (
    "select id::text || ' ' || state from sms where state = 'sending' and created_at <"
    " clock_timestamp() + coalesce((select by from clock_offset), interval '0') - interval '10 min'"
)


_UNWATCHED = (
    "select s.id::text || ' ' || s.state from sms s where s.state in ('waiting', 'sending')"
    " and not exists (select from timers t where t.kind = 'notify.resolve_sms' and t.fired_at is null"
    " and t.key like s.id::text || ':%')"
    " and not exists (select from outbox o where o.kind = 'notify.resolve_sms'"
    " and o.body like '%' || s.id::text || '%')"
)


def check(conn: Connection, keys: Keys) -> Iterator[Finding]:
    """I6 every SMS has come to an end or is in sight."""
    journal = count(conn, "sms")
    yield finding("I6", "no SMS hangs between sent and not sent", journal, violating(conn, _OPEN))
    yield finding("I6", "every SMS on its way is looked after", journal, violating(conn, _UNWATCHED))


def at_supplier(conn: Connection, simulator: str) -> Iterator[Finding]:
    """I5 the simulator's own count: one SMS per reference, and none that we do not know."""
    counts = httpx.get(f"{simulator}/api/counts", timeout=10).json()["references"]
    known = set(conn.execute(text("select reference from sms")).scalars())
    doubled = [f"{reference}: {times}" for reference, times in counts.items() if times > 1]
    strange = [reference for reference in counts if reference not in known]
    yield finding("I5", "the supplier sent every SMS at most once", len(counts), doubled)
    yield finding("I5", "the supplier sent no SMS we do not know", len(counts), strange)
