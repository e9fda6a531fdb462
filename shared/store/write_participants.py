"""Writing who sees a case: access rows and search tokens, across tenants only on record."""

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.cases import events as e
from shared.domain.cases.model import Case
from shared.store import persons, projection
from shared.store.cases import stale
from shared.store.pending import Pending, Saved
from shared.store.tables import cases
from shared.store.tokens import token

_fresh = upsert(cases.case_access)
_JOIN = _fresh.on_conflict_do_update(
    index_elements=["tenant_id", "case_id", "site_id"], set_={"part": _fresh.excluded.part, "until": None}
)
_MINE = (
    select(cases.cases.c.id)
    .where(cases.cases.c.id == bindparam("case"), cases.cases.c.version == bindparam("was"))
    .with_for_update()
)
_FIND_BY = upsert(cases.search_tokens).on_conflict_do_nothing()


def cross(work: Pending, saved: Saved) -> None:
    """A case that lies in several tenants is written across them, on record."""
    case = saved.after
    tenants = _tenants(work, case) | {case.tenant_id} | (_tenants(work, saved.before) if saved.before else frozenset())
    work.crossing(case, tenants, e.kind_of(saved.happened[-1].event))


def write(work: Pending, saved: Saved) -> None:
    """Access rows of every site that joins or changes its part, and search tokens for tenants new to the case."""
    tree, before = work.reference.tree, saved.before
    known = list(projection.access_rows(before, tree)) if before else []
    rows = list(projection.access_rows(saved.after, tree))
    joining = [row for row in rows if row not in known]
    if before and rows != known:
        _lock(work, before)
    if joining:
        work.conn.execute(_JOIN, [row | {"since": work.now} for row in joining])
        _tokens(work, saved, {row["tenant_id"] for row in joining} - {row["tenant_id"] for row in known})


def _lock(work: Pending, before: Case) -> None:
    """The case's row first: of two acts that let sites in and out each would else wait for the other's rows.

    Raises Refusal conflict `case.stale`.
    """
    if work.conn.execute(_MINE, {"case": before.id, "was": before.version}).one_or_none() is None:
        raise stale(work.conn, before.id, before.version)


def _tenants(work: Pending, case: Case) -> frozenset[str]:
    return frozenset(tenant for tenant, _ in projection.seen_by(case, work.reference.tree))


def _tokens(work: Pending, saved: Saved, tenants: set[str]) -> None:
    if not tenants:
        return
    case = saved.after
    person = saved.person or persons.read(work.conn, case.applicant, work.keys.vault)
    plain = (*person.tokens(), *([("number", case.number)] if case.number else []))
    rows = [
        {
            "tenant_id": tenant_id,
            "kind": kind,
            "token": token(work.keys.token_key, tenant_id, kind, value),
            "case_id": case.id,
        }
        for tenant_id in sorted(tenants)
        for kind, value in plain
    ]
    work.conn.execute(_FIND_BY, rows)
