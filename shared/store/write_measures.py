"""Writing the measures that the events of a case tell: one row each, and the answers to supervisions."""

from typing import Any

from sqlalchemy import bindparam, insert, update

from shared.domain.cases import events as e
from shared.domain.cases.measures import Measure
from shared.store import watches
from shared.store.pending import Pending, Saved
from shared.store.tables.measures import escalations as t

_TAKEN = insert(t)
_ANSWERED = (
    update(t)
    .where(t.c.case_id == bindparam("case"), t.c.measure == Measure.SUPERVISE.value, t.c.answered_at.is_(None))
    .where(t.c.site == bindparam("whose"))
    .values(
        answered_at=bindparam("when_answered"),
        answered_by=bindparam("by"),
        answered_from=bindparam("from_site"),
        words=bindparam("said"),
    )
)
_MEASURES: dict[type, Measure] = {
    e.Reminded: Measure.REMIND,
    e.Escalated: Measure.ESCALATE,
    e.Supervised: Measure.SUPERVISE,
}


def write(work: Pending, saved: Saved) -> None:
    """A row for each measure among the new events; then the case is watched by its dates as they are now."""
    rows = [_row(saved, h) for h in saved.happened if type(h.event) in _MEASURES]
    if rows:
        work.conn.execute(_TAKEN, rows)
    for h in saved.happened:
        if isinstance(h.event, e.SupervisionAnswered):
            work.conn.execute(_ANSWERED, _answer(saved, h, h.event))
    watches.follow(work.conn, saved.before, saved.after, work.now)


def _answer(saved: Saved, h: e.Happened, event: e.SupervisionAnswered) -> dict[str, Any]:
    """Only the rows of the site whose supervision it was; those of others wait on."""
    case, by = saved.after.id, {"by": h.by_staff, "from_site": h.by_site}
    return {"case": case, "whose": event.site, "when_answered": h.at, "said": event.words, **by}


def _row(saved: Saved, h: e.Happened) -> dict[str, Any]:
    event: Any = h.event
    told = {name: getattr(event, name) for name in _SAME}
    own = {"tenant_id": saved.after.tenant_id, "case_id": saved.after.id, "seq": h.seq, "at": h.at}
    # An urging by hand keeps its words with its event; the column is for answers.
    return told | own | {"measure": _MEASURES[type(event)].value, "answer_due": getattr(event, "answer_due", None)}


_SAME = tuple(name for name in e.Escalated.__struct_fields__)
