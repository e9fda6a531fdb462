"""From when on somebody must look whether a case calls for a measure: one row a case, found by index, never by all."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, exists, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.cases.measures import Trigger
from shared.domain.cases.model import Case, CaseState
from shared.domain.cases.occurrences import first_look, occurrences
from shared.store.tables.cases import cases
from shared.store.tables.cooperation import obligations
from shared.store.tables.measures import watches as t

FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
"""Until a case that could not be looked at is tried again: twice as long each time. Our default."""

_fresh = upsert(t)
_ARM = _fresh.on_conflict_do_update(
    index_elements=["case_id"],
    set_={name: _fresh.excluded[name] for name in ("look_at", "reference", "failures", "last_error")},
)
_OWED = exists().where(obligations.c.case_id == t.c.case_id, obligations.c.state == "open")
_DISARM = delete(t).where(t.c.case_id == bindparam("case"))
_DISARM_UNLESS_OWED = _DISARM.where(~_OWED)
# What is owed in it stands beside the case: whoever looks reckons that too, so a look at once is never wrong.
_FOLLOW = text("""
insert into watches (case_id, tenant_id, look_at, reference, failures, last_error)
select :case, :tenant, case when exists (select from obligations o where o.case_id = :case and o.state = 'open')
  then least(cast(:at as timestamptz), cast(:now as timestamptz)) else cast(:at as timestamptz) end, 0, 0, ''
on conflict (case_id) do update set look_at = excluded.look_at, reference = 0, failures = 0, last_error = ''
""")
_NEXT = (
    update(t)
    .where(t.c.case_id == bindparam("case"))
    .values(look_at=bindparam("at"), reference=bindparam("version"), failures=0, last_error="")
)


def follow(conn: Connection, before: Case | None, after: Case, now: datetime) -> None:
    """Arms the watch of a case that was saved by the dates it has now, or takes it back."""
    if before is not None and _calls(before) == _calls(after):
        return
    at = now if _rated_badly(after) else first_look(after)
    if at is not None:
        conn.execute(_FOLLOW, {"case": after.id, "tenant": after.tenant_id, "at": at, "now": now})
    elif before is not None:
        conn.execute(_DISARM_UNLESS_OWED, {"case": after.id})


def _calls(case: Case) -> tuple[object, ...]:
    """All that a look makes its answer of, besides the policies."""
    return tuple(occurrences(case)), case.taken, _rated_badly(case)


def _rated_badly(case: Case) -> bool:
    """Whether a chain goes on that began with an order to look into a rating, which the case does not know."""
    begun = any(taken.trigger in (Trigger.BAD_RATING, Trigger.UNCALLED) for taken in case.taken)
    return case.state in (CaseState.COMPLETED, CaseState.ARCHIVED) and begun


def arm(conn: Connection, tenant_id: str, case_id: UUID, at: datetime) -> None:
    """Have the case looked at from this instant on, whatever was reckoned before."""
    row = {"case_id": case_id, "tenant_id": tenant_id, "look_at": at, "reference": 0, "failures": 0, "last_error": ""}
    conn.execute(_ARM, row)


def due(conn: Connection, tenant_id: str, now: datetime, version: int, most: int) -> Sequence[Any]:
    """Watches of the tenant whose time has come, or that were reckoned by older reference data; each with its case.

    They are locked until the transaction ends; those that another sweep holds are left to it.
    """
    late = or_(t.c.look_at <= now, t.c.reference.between(1, version - 1))
    wanted = (
        select(t.c.case_id, t.c.failures, cases.c.snapshot)
        .join(cases, cases.c.id == t.c.case_id)
        .where(t.c.tenant_id == tenant_id, late)
        .order_by(t.c.look_at, t.c.case_id)
        .limit(most)
        .with_for_update(of=t, skip_locked=True)
    )
    return conn.execute(wanted).all()


def put_off(conn: Connection, looks: Iterable[tuple[UUID, datetime | None]], version: int) -> None:
    """When these cases are to be looked at again; None: not before they are saved anew or policies change."""
    if again := [{"case": case_id, "at": at, "version": version} for case_id, at in looks]:
        conn.execute(_NEXT, again)


def end(conn: Connection, ids: Iterable[UUID]) -> None:
    """Nothing calls for measures there any more."""
    if over := [{"case": case_id} for case_id in ids]:
        conn.execute(_DISARM, over)


def failed(conn: Connection, case_id: UUID, failures: int, reason: str, now: datetime, version: int) -> None:
    """A look in vain: kept with its reason, and tried again later, so that it stands in nobody's way."""
    pause = min(FIRST * 2 ** min(failures, 10), LONGEST)
    values = {"look_at": now + pause, "reference": version, "failures": failures + 1, "last_error": reason}
    conn.execute(update(t).where(t.c.case_id == case_id).values(values))
