"""Writing who sees a case: access rows and search tokens, across tenants only on record."""

from typing import TYPE_CHECKING

from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.cases import events as e
from shared.store import opening, persons, projection
from shared.store.pending import Saved
from shared.store.tables import cases
from shared.store.tokens import token

if TYPE_CHECKING:
    from shared.store.uow import Work


def cross(work: "Work", saved: Saved) -> None:
    """A case that lies in several tenants is written across them, on record."""
    tree, case = work.reference.tree, saved.after
    tenants = frozenset(row["tenant_id"] for row in projection.access_rows(case, tree)) | {case.tenant_id}
    if tenants - {work.actor.tenant_id}:
        opening.cross(work.conn, tenants, str(case.id))
        work.note("case.crossing", str(case.id), e.kind_of(saved.happened[-1].event))


def write(work: "Work", saved: Saved) -> None:
    """Access rows of every seeing site, and search tokens for tenants that see it for the first time."""
    conn, case, tree = work.conn, saved.after, work.reference.tree
    rows = list(projection.access_rows(case, tree))
    fresh = upsert(cases.case_access).values([row | {"since": work.now} for row in rows])
    keys = ["tenant_id", "case_id", "site_id"]
    conn.execute(fresh.on_conflict_do_update(index_elements=keys, set_={"part": fresh.excluded.part, "until": None}))
    _tokens(work, saved, {row["tenant_id"] for row in rows})


def _tokens(work: "Work", saved: Saved, tenants: set[str]) -> None:
    """Search tokens for every tenant that newly sees the case."""
    before = saved.before
    tree = work.reference.tree
    known = {row["tenant_id"] for row in projection.access_rows(before, tree)} if before else set()
    missing = tenants - known
    if not missing:
        return
    person = saved.person or persons.read(work.conn, saved.after.applicant, work.keys.vault)
    rows = [
        {
            "tenant_id": tenant_id,
            "kind": kind,
            "token": token(work.keys.token_key, tenant_id, kind, value),
            "case_id": saved.after.id,
        }
        for tenant_id in sorted(missing)
        for kind, value in person.tokens()
    ]
    work.conn.execute(upsert(cases.search_tokens).values(rows).on_conflict_do_nothing())
