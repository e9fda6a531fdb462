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
    .values(answered_at=bindparam("when_answered"), answered_by=bindparam("by"), words=bindparam("said"))
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
            answer = {"case": saved.after.id, "when_answered": h.at, "by": h.by_staff, "said": h.event.words}
            work.conn.execute(_ANSWERED, answer)
    watches.follow(work.conn, saved.before, saved.after, work.now)


def _row(saved: Saved, h: e.Happened) -> dict[str, Any]:
    event: Any = h.event
    told = {name: getattr(event, name) for name in _SAME}
    own = {"tenant_id": saved.after.tenant_id, "case_id": saved.after.id, "seq": h.seq, "at": h.at}
    # An urging by hand keeps its words with its event; the column is for answers.
    return told | own | {"measure": _MEASURES[type(event)].value, "answer_due": getattr(event, "answer_due", None)}


_SAME = tuple(name for name in e.Escalated.__struct_fields__)
