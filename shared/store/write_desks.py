"""Writing the desks: one row per site that sees the case, and none for those that no longer do."""

from sqlalchemy import bindparam, update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.store import projection
from shared.store.pending import Pending, Saved
from shared.store.tables import cases

_d, _a = cases.desk_rows, cases.case_access
_KEYS = ["tenant_id", "site_id", "case_id"]
_fresh = upsert(_d)
_UPSERT = _fresh.on_conflict_do_update(
    index_elements=_KEYS, set_={c.name: _fresh.excluded[c.name] for c in _d.c if c.name not in _KEYS}
)
_FORGET = _d.delete().where(_d.c.case_id == bindparam("case"), _d.c.site_id == bindparam("site"))
_CLOSE = update(_a).where(_a.c.case_id == bindparam("case"), _a.c.site_id == bindparam("site"))


def write(work: Pending, saved: Saved) -> None:
    """A row on each desk that sees the case."""
    case, tree = saved.after, work.reference.tree
    item = work.reference.versions[case.item_code, case.item_version]
    mask, tail = _label(work, saved)
    work.conn.execute(_UPSERT, list(projection.desk_rows(case, item, tree, saved.happened[-1], mask, tail)))
    _gone(work, saved)


def _label(work: Pending, saved: Saved) -> tuple[str, str]:
    if saved.person is not None:
        return saved.person.mask, saved.person.phone[-4:]
    if saved.before is None:
        raise ValueError("a new case needs its applicant")
    beside = work.cases.beside(saved.before)
    return beside.mask, beside.tail


def _gone(work: Pending, saved: Saved) -> None:
    """Sites that an undone offer had let in lose sight of the case again."""
    if saved.before is None:
        return
    gone = projection.seen_by(saved.before, work.reference.tree) - projection.seen_by(saved.after, work.reference.tree)
    if gone:
        lost = [{"case": saved.after.id, "site": site} for _, site in sorted(gone)]
        work.conn.execute(_FORGET, lost)
        work.conn.execute(_CLOSE.values(until=bindparam("at")), [row | {"at": work.now} for row in lost])
