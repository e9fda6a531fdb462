"""A bad rating is looked into to the end, by others than those it is about; no limit of it runs out in silence."""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from deploy.checking.finding import Finding, finding
from deploy.checking.rows import count, violating
from shared.store.keys import Keys

_BAD = "select count(*) from ratings where grade in ('bad', 'very_bad')"
_ORDERLESS = (
    "select r.case_id::text || ' round ' || r.round from ratings r where r.grade in ('bad', 'very_bad')"
    " and not exists (select from rectifications o where o.case_id = r.case_id and o.round = r.round"
    " and o.occasion = r.occasion)"
    " and not exists (select from outbox m where m.kind = 'dispatch.open_rectification'"
    " and m.body like '%' || r.case_id::text || '%')"
)
_OWN = (
    "select id::text from rectifications where closed_at is not null and finding in ('fixed', 'explained')"
    " and closed_by = handled_by"
)
_SELF_REVIEWED = (
    "select id::text from rectifications where finding in ('untrue', 'malicious')"
    " and (closed_by is null or closed_by in (handled_by, doubted_by))"
)
_UNWATCHED = (
    "select o.id::text || ' due ' || o.due_at from rectifications o left join watches w on w.case_id = o.case_id"
    " where o.closed_at is null and w.case_id is null"
)
_UNTOLD = (
    "select o.id::text from rectifications o left join rectification_acts a on a.order_id = o.id"
    " group by o.id having count(a.seq) = 0 or count(a.seq) <> max(a.seq)"
)


_UNCALLED = (
    "select o.case_id::text || ' round ' || o.round from rectifications o where not exists"
    " (select from visits v where v.case_id = o.case_id and v.round = o.round and v.occasion = o.occasion)"
)
_HALF_DONE = "select id::text from visits where (state = 'waiting') <> (closed_at is null)"


def check(conn: Connection, keys: Keys) -> Iterator[Finding]:
    """I14 every bad rating has its order, no order is closed by whom it is about, every open one is watched."""
    bad, orders = int(conn.execute(text(_BAD)).scalar_one()), count(conn, "rectifications")
    yield finding("I14", "every bad rating has its order", bad, violating(conn, _ORDERLESS))
    yield finding("I14", "no order is closed by who handled the case", orders, violating(conn, _OWN))
    yield finding("I14", "no rating is left out by who found it untrue", orders, violating(conn, _SELF_REVIEWED))
    yield finding("I14", "the limits of every open order are watched", orders, violating(conn, _UNWATCHED))
    yield finding("I14", "every bad rating is to be called about", orders, violating(conn, _UNCALLED))
    yield finding("I14", "a visit waits or is over", count(conn, "visits"), violating(conn, _HALF_DONE))
    yield finding("I14", "every order tells its acts without a gap", orders, violating(conn, _UNTOLD))
