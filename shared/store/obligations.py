"""What sites owe each other as rows, and their limits as timers; the rules are in domain/cooperation."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.contracts.messages import DemandReply, RemindObligation
from shared.domain.cases.model import Case
from shared.domain.cooperation.obligations import Obligation, ObligationState
from shared.kernel.errors import conflict
from shared.store import threads, watches
from shared.store.tables.cooperation import obligations as t
from shared.store.uow import Work

_CHANGES = ("state", "reminded_at", "overdue_at", "escalated_to", "settled_at", "settled_by")


def take(conn: Connection, case_id: UUID, obligation_id: UUID) -> Obligation:
    """One of the case's, locked until the transaction ends. Raises Refusal conflict `obligation.none`."""
    wanted = select(t).where(t.c.id == obligation_id, t.c.case_id == case_id).with_for_update()
    found = next(map(obligation, conn.execute(wanted).mappings()), None)
    if found is None:
        raise conflict("obligation.none")
    return found


def open_of(conn: Connection, ids: Sequence[UUID]) -> tuple[Obligation, ...]:
    """What is owed in these cases."""
    if not ids:
        return ()
    return tuple(map(obligation, conn.execute(select(t).where(t.c.case_id.in_(ids), _OPEN)).mappings()))


def put(conn: Connection, one: Obligation) -> None:
    """Writes it as it stands."""
    row: dict[str, Any] = msgspec.structs.asdict(one)
    changed = {name: row[name] for name in _CHANGES}
    conn.execute(upsert(t).values(row).on_conflict_do_update(index_elements=["id"], set_=changed))


def watch(work: Work, case: Case, one: Obligation) -> None:
    """Sets the timers of its limit, and has the case looked at; one that was opened again gets timers of its own."""
    watches.arm(work.conn, case.tenant_id, case.id, work.now)
    tenant, key = case.tenant_id, f"{one.id}:{case.version}"
    if one.overdue_at is None:
        end = DemandReply(tenant_id=tenant, case_id=case.id, obligation_id=one.id)
        work.timer(end, key=key, due_at=one.due_at, case=case)
    if one.remind_at is not None and one.reminded_at is None:
        reminder = RemindObligation(tenant_id=tenant, case_id=case.id, obligation_id=one.id)
        work.timer(reminder, key=key, due_at=one.remind_at, case=case)


def close_with(work: Work, case: Case) -> None:
    """The case was closed: nothing is owed any more, and the conversation says so."""
    moot = {"state": ObligationState.MOOT.value, "settled_at": work.now, "moot_seq": case.version}
    count = work.conn.execute(update(t).where(t.c.case_id == case.id, _OPEN).values(moot)).rowcount
    if count:
        threads.say(work, case, "debts_moot", count=count)


def open_again(work: Work, case: Case, since: int) -> None:
    """The closing was taken back: what it made moot is owed again, with the limits it had."""
    mine = (t.c.case_id == case.id, t.c.state == ObligationState.MOOT.value, t.c.moot_seq >= since)
    back = {"state": ObligationState.OPEN.value, "settled_at": None, "moot_seq": None}
    found = [obligation(row) for row in work.conn.execute(update(t).where(*mine).values(back).returning(t)).mappings()]
    for one in found:
        watch(work, case, one)
    if found:
        threads.say(work, case, "debts_again", count=len(found))


_OPEN = t.c.state == ObligationState.OPEN.value


def obligation(row: Any) -> Obligation:
    """The obligation of a row."""
    return msgspec.convert({str(name): value for name, value in row.items() if name != "moot_seq"}, Obligation)
