"""Writing the desks: one row per site that sees the case, and none for those that no longer do."""

from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.store import projection
from shared.store.pending import Saved
from shared.store.tables import cases

if TYPE_CHECKING:
    from shared.store.uow import Work


def write(work: "Work", saved: Saved) -> None:
    """A row on each desk that sees the case."""
    case, tree, t = saved.after, work.reference.tree, cases.desk_rows
    item = work.reference.versions[case.item_code, case.item_version]
    mask, tail = _label(work, saved)
    rows = list(projection.desk_rows(case, item, tree, saved.happened[-1], mask, tail))
    fresh = upsert(t).values(rows)
    keys = ["tenant_id", "site_id", "case_id"]
    changed = {c.name: fresh.excluded[c.name] for c in t.c if c.name not in keys}
    work.conn.execute(fresh.on_conflict_do_update(index_elements=keys, set_=changed))
    _gone(work, saved)


def _label(work: "Work", saved: Saved) -> tuple[str, str]:
    if saved.person is not None:
        return saved.person.mask, saved.person.phone[-4:]
    return work.cases.label(saved.after.id)


def _gone(work: "Work", saved: Saved) -> None:
    """Sites that an undone offer had let in lose sight of the case again."""
    tree = work.reference.tree
    before = {r["site_id"] for r in projection.access_rows(saved.before, tree)} if saved.before else set()
    gone = before - {r["site_id"] for r in projection.access_rows(saved.after, tree)}
    if gone:
        d, a = cases.desk_rows, cases.case_access
        work.conn.execute(d.delete().where(d.c.case_id == saved.after.id, d.c.site_id.in_(gone)))
        work.conn.execute(update(a).where(a.c.case_id == saved.after.id, a.c.site_id.in_(gone)).values(until=work.now))
