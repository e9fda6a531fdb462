"""Never ownerless, never two: holders, open offers, numbers, idempotency records."""

from collections.abc import Iterator

from sqlalchemy import Connection

from deploy.checking.finding import Finding, finding
from deploy.checking.rows import count, violating
from shared.store.keys import Keys

_HOLDERS = (
    "select c.id::text from cases c left join case_holders h on h.case_id = c.id and h.until is null"
    " group by c.id, c.holder_site having count(h.site_id) <> 1 or min(h.site_id) <> c.holder_site"
)
_OFFERS = (
    "select c.id::text from cases c left join handovers h on h.case_id = c.id and h.state = 'offered'"
    " where (c.snapshot::jsonb -> 'handover' ->> 'state' = 'offered') <> (h.id is not null)"
)
_DESKS = (
    "select c.id::text from cases c where not exists (select from desk_rows d where d.case_id = c.id"
    " and d.site_id = c.holder_site and d.version = c.version)"
)
_NUMBERS = (
    "select k.tenant_id || ' ' || k.day from case_counters k left join lateral (select count(*) as n,"
    " max(split_part(c.number, '-', 3)::bigint) as last from cases c where c.tenant_id = k.tenant_id"
    " and split_part(c.number, '-', 2) = to_char(k.day, 'YYYYMMDD')) x on true where k.last <> x.n or x.last <> x.n"
)
_ANSWERED = (
    "select i.key from idempotency i left join cases c on c.id = (i.body::jsonb ->> 'id')::uuid"
    " where i.location <> '' and (c.id is null or c.version < (i.body::jsonb ->> 'version')::int)"
)


def check(conn: Connection, keys: Keys) -> Iterator[Finding]:
    """I1 answered and kept, I2 one holder, I2 one open offer, I11 numbers without gaps."""
    cases = count(conn, "cases")
    yield finding("I1", "what was answered is kept", count(conn, "idempotency"), violating(conn, _ANSWERED))
    yield finding("I2", "exactly one holder, the one the case names", cases, violating(conn, _HOLDERS))
    yield finding("I2", "an open offer where the case says so, and nowhere else", cases, violating(conn, _OFFERS))
    yield finding("I2", "the holder's desk shows the case as it is", cases, violating(conn, _DESKS))
    yield finding("I11", "numbers run from 1 without a gap", count(conn, "case_counters"), violating(conn, _NUMBERS))
