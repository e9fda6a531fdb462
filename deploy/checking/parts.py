"""Parts of co-handlers: none outlives its case, each sees its case, and the limit of each open one is watched."""

from collections.abc import Iterator

from sqlalchemy import Connection

from deploy.checking.finding import Finding, finding
from deploy.checking.rows import count, violating
from shared.store.keys import Keys

_PARTS = (
    "with parts as (select c.id, c.state, part ->> 'id' as part_id, part ->> 'site' as site,"
    " (part ->> 'due_at')::timestamptz as due_at, part ->> 'overdue_at' is not null as overdue,"
    " (part ->> 'sign_by')::timestamptz as sign_by,"
    " part ->> 'state' = 'asked' and part ->> 'unsigned_at' is null as waits"
    " from cases c, jsonb_array_elements(c.snapshot::jsonb -> 'cohandlers') as part"
    " where part ->> 'state' in ('asked', 'signed')) select id::text || ' ' || site from parts p where "
)
_CLOSED = "state in ('completed', 'declined', 'terminated', 'withdrawn', 'archived')"
_UNWATCHED = (
    "not overdue and state not in ('paused', 'completed', 'declined', 'terminated', 'withdrawn', 'archived')"
    " and not exists (select from timers t where t.kind = 'dispatch.overdue_cohandler' and t.fired_at is null"
    " and t.key like p.part_id || ':%' and t.due_at = p.due_at)"
    " and not exists (select from outbox o where o.kind = 'dispatch.overdue_cohandler'"
    " and o.body like '%' || p.part_id || '%')"
)
_SILENT = (
    "waits and sign_by is not null and state in ('received', 'accepted', 'handling')"
    " and not exists (select from timers t where t.kind = 'dispatch.unsigned_cohandler' and t.fired_at is null"
    " and t.key like p.part_id || ':%' and t.due_at = p.sign_by)"
    " and not exists (select from outbox o where o.kind = 'dispatch.unsigned_cohandler'"
    " and o.body like '%' || p.part_id || '%')"
)
_OUTSIDE = (
    "select h.case_id::text || ' ' || h.site_id from case_holders h join sites s on s.id = h.site_id"
    " where s.kind = 'external' union all"
    " select d.case_id::text || ' ' || d.site_id from desk_rows d join sites s on s.id = d.site_id"
    " where s.kind = 'external'"
)
_UNSEEN = "not exists (select from case_access a where a.case_id = p.id and a.site_id = p.site and a.until is null)"


def check(conn: Connection, keys: Keys) -> Iterator[Finding]:
    """I2 no closed case awaits one, no body outside holds one; I8 who co-handles sees it; I10 a timer is set."""
    yield finding(
        "I2", "no body outside holds a case or has a desk", count(conn, "case_holders"), violating(conn, _OUTSIDE)
    )
    awaited = len(violating(conn, _PARTS + "true"))
    yield finding("I2", "no co-handler is awaited by a closed case", awaited, violating(conn, _PARTS + _CLOSED))
    yield finding("I8", "every awaited co-handler sees its case", awaited, violating(conn, _PARTS + _UNSEEN))
    yield finding(
        "I10", "the limit of every awaited co-handler is watched", awaited, violating(conn, _PARTS + _UNWATCHED)
    )
    yield finding("I10", "the signing of every co-handler is watched", awaited, violating(conn, _PARTS + _SILENT))
