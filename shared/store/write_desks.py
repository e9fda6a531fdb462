"""Writing the desks: one row per site that sees the case, and none for those that no longer do."""

from sqlalchemy import bindparam, func, select, update
from sqlalchemy import case as either
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.cases.measures import Measure
from shared.store import projection
from shared.store.pending import Pending, Saved
from shared.store.tables import cases
from shared.store.tables.measures import escalations as _m

_d, _a = cases.desk_rows, cases.case_access
_KEYS = ["tenant_id", "site_id", "case_id"]
# Of a chain that went further only the highest step shows; it stays for as long as the case is open.
_RAISED = (
    select(
        either(
            (func.bool_or(_m.c.measure == Measure.SUPERVISE.value), Measure.SUPERVISE.value),
            (func.bool_or(_m.c.measure == Measure.ESCALATE.value), Measure.ESCALATE.value),
            else_="",
        )
    )
    .where(_m.c.case_id == bindparam("of_case"))
    .scalar_subquery()
)
_fresh = upsert(_d).values(raised=_RAISED)
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
    rows = projection.desk_rows(case, item, tree, saved.happened[-1], mask, tail)
    work.conn.execute(_UPSERT, [row | {"of_case": case.id} for row in rows])
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
