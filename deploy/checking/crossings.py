"""Cases between sites and regions: whoever takes part sees it in their own tenant, and no dispute lies nowhere."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, Table, select

from deploy.checking.finding import Finding, finding
from deploy.checking.rows import violating
from shared.domain.cases.model import Case
from shared.domain.org.model import Site
from shared.domain.org.tree import OrgTree
from shared.store import projection
from shared.store.keys import Keys
from shared.store.tables import org
from shared.store.tables.cases import case_access, cases, desk_rows

_case = msgspec.json.Decoder(Case)
_POOLED = (
    "select c.id::text from cases c where c.pool_site <> '' and not exists (select from desk_rows d"
    " where d.case_id = c.id and d.site_id = c.pool_site and d.bucket = 'pool')"
)
_PROBLEMS = (
    "select d.case_id::text || ' ' || d.site_id from desk_rows d join cases c on c.id = d.case_id"
    " where d.problem <> coalesce((c.snapshot::jsonb ->> 'problem')::boolean, false)"
)
_NOWHERE = (
    "select c.id::text from cases c join sites h on h.id = c.holder_site"
    " join sites o on o.id = c.snapshot::jsonb -> 'handover' ->> 'to_site'"
    " where c.state in ('received', 'accepted', 'handling') and c.pool_site = ''"
    " and c.snapshot::jsonb -> 'handover' ->> 'state' in ('refused', 'returned')"
    " and h.tenant_id <> o.tenant_id"
    " and not exists (select from case_events e where e.case_id = c.id and (e.kind = 'dispute_kept'"
    " or e.kind = 'handover_offered' and e.body::jsonb ->> 'handover' = 'settle'))"
    " and not exists (select from outbox q where q.case_id = c.id and q.kind = 'dispatch.route_case')"
)


def check(conn: Connection, keys: Keys) -> Iterator[Finding]:
    """I2 a dispute has its board, I8 who takes part sees it."""
    expected = set(_expected(conn))
    for table, name in ((case_access, "has its right to see it"), (desk_rows, "has it on its desk")):
        bad = [" ".join(one) for one in sorted(expected ^ set(_there(conn, table)))]
        yield finding("I8", f"every site that takes part in a case {name}, in its own tenant", len(expected), bad)
    looked = len(violating(conn, "select id from cases"))
    yield finding(
        "I2", "what waits for a coordinator or a leader lies on their board", looked, violating(conn, _POOLED)
    )
    yield finding("I2", "what was declined across regions waits for somebody", looked, violating(conn, _NOWHERE))
    yield finding("I2", "every desk shows which cases are problems", looked, violating(conn, _PROBLEMS))


def _expected(conn: Connection) -> Iterator[tuple[str, str, str]]:
    """(case, tenant, site) of everybody who should see a case."""
    rows = conn.execute(select(org.sites)).mappings().all()
    tree = OrgTree(msgspec.convert({f"{name}": value for name, value in row.items()}, Site) for row in rows)
    for snapshot in conn.execute(select(cases.c.snapshot)).scalars().all():
        case = _case.decode(snapshot)
        yield from ((str(case.id), tenant, site) for tenant, site in projection.seen_by(case, tree))


def _there(conn: Connection, table: Table) -> Iterator[tuple[str, str, str]]:
    t = table.c
    wanted = select(t.case_id, t.tenant_id, t.site_id)
    if table is case_access:
        wanted = wanted.where(t.until.is_(None))
    return ((str(case_id), tenant, site) for case_id, tenant, site in conn.execute(wanted).all())
