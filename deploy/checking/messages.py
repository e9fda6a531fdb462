"""Messages and timers: nothing stuck, nothing silent, nothing early."""

from collections.abc import Iterator

from sqlalchemy import Connection

from deploy.checking.finding import Finding, finding
from deploy.checking.rows import count, violating
from shared.store.keys import Keys

_STUCK = (
    "select id::text || ' ' || kind || ' ' || last_error from outbox where state = 'waiting'"
    " and not_before < clock_timestamp() + coalesce((select by from clock_offset), interval '0') - interval '60 s'"
)
_DEAD = "select id::text || ' ' || kind || ' ' || last_error from outbox where state = 'dead'"
_EARLY = "select id::text || ' ' || kind from timers where fired_at < due_at"
_LATE = (
    "select id::text || ' ' || kind from timers where fired_at is null"
    " and due_at < clock_timestamp() + coalesce((select by from clock_offset), interval '0') - interval '5 s'"
)


def check(conn: Connection, keys: Keys) -> Iterator[Finding]:
    """I7 the outbox drains and nothing is dead, I10 timers neither early nor forgotten."""
    waiting, timers = count(conn, "outbox"), count(conn, "timers")
    yield finding("I7", "no message waits a minute past its time", waiting, violating(conn, _STUCK))
    yield finding("I7", "no message was given up", waiting, violating(conn, _DEAD))
    yield finding("I10", "no timer fired early", timers, violating(conn, _EARLY))
    yield finding("I10", "no timer is more than 5 s late", timers, violating(conn, _LATE))
