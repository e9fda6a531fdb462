"""Return visits and their calls as rows; the rules are in domain/feedback."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Connection, case, exists, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.feedback.outcomes import Call, rated_badly
from shared.domain.feedback.rectification import Rectification
from shared.domain.feedback.visits import Visit, VisitReason, VisitState
from shared.kernel.errors import not_found
from shared.kernel.ids import new_id
from shared.store.crypto import Vault
from shared.store.tables.visits import calls as c
from shared.store.tables.visits import visits as t

_MOVING = ("reason", "state", "next_at", "tries", "put_off", "locked_by", "locked_until", "closed_at")
_HEARD = ("outcome", "ended_at", "grade")


def new(
    tenant_id: str, case_id: UUID, round_: int, reason: VisitReason, site: str, now: datetime, plan: UUID | None = None
) -> Visit:
    """A visit that waits from now on."""
    return Visit(
        id=new_id(),
        tenant_id=tenant_id,
        case_id=case_id,
        round=round_,
        reason=reason,
        site=site,
        created_at=now,
        next_at=now,
        plan_id=plan,
    )


def put_new(conn: Connection, visit: Visit) -> bool:
    """Writes a new visit; False where the occasion has one."""
    row = msgspec.structs.asdict(visit)
    return conn.execute(upsert(t).values(row).on_conflict_do_nothing().returning(t.c.id)).first() is not None


def call_back(conn: Connection, order: Rectification, reason: VisitReason, now: datetime, rated_at: datetime) -> None:
    """A bad rating is called about at once, by a person. The visit that the occasion had becomes it."""
    one = new(order.tenant_id, order.case_id, order.round, reason, order.site, now)
    one = replace(one, occasion=order.occasion)
    if not put_new(conn, one) and reason is VisitReason.BAD_RATING:
        before = _take_of(conn, order)
        put(conn, rated_badly(before, calls_of(conn, before.id), rated_at, now))


def drop_call_back(conn: Connection, case_id: UUID, round_: int, occasion: str, now: datetime) -> None:
    """Who is not to be called about their bad rating after all is not; nobody draws them again, either."""
    about = (t.c.case_id == case_id, t.c.round == round_, t.c.occasion == occasion)
    waits = (t.c.state == VisitState.WAITING.value, t.c.reason != VisitReason.SAMPLE.value)
    over = {"state": VisitState.REFUSED.value, "closed_at": now, "locked_by": None, "locked_until": None}
    conn.execute(update(t).where(*about, *waits).values(**over))


def find(conn: Connection, visit_id: UUID) -> Visit:
    """One of the tenant's. Raises Refusal not_found `visit.unknown`."""
    return _one(conn.execute(select(t).where(t.c.id == visit_id)).mappings())


def take(conn: Connection, visit_id: UUID) -> Visit:
    """The same, locked until the transaction ends."""
    return _one(conn.execute(select(t).where(t.c.id == visit_id).with_for_update()).mappings())


def next_for(conn: Connection, site: str, staff_id: UUID | None, now: datetime, real: datetime) -> Visit | None:
    """Whom to call next: the one a caller has already, then bad ratings, then the longest due; never the own site's.

    Nobody whom a machine has on the line. It is locked until the transaction ends; what another caller is about to take
    is passed over.
    """
    mine = (t.c.locked_by == staff_id) & (t.c.locked_until > real)
    free = (t.c.next_at <= now) & or_(t.c.locked_until.is_(None), t.c.locked_until <= real)
    wanted = (
        select(t)
        .where(t.c.state == VisitState.WAITING.value, t.c.site != site, ~with_machine(), or_(mine, free))
        .order_by(case((mine, 0), else_=1), _urgency(), t.c.next_at, t.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return next(map(visit, conn.execute(wanted).mappings()), None)


def with_machine() -> ColumnElement[bool]:
    """Whether a machine's call of the visit has no end yet."""
    going_on = (c.c.visit_id == t.c.id, c.c.by_staff.is_(None), c.c.ended_at.is_(None))
    return exists().where(*going_on)


def put(conn: Connection, visit: Visit) -> None:
    """Writes what became of a visit that was read under lock."""
    conn.execute(update(t).where(t.c.id == visit.id).values({name: getattr(visit, name) for name in _MOVING}))


def calls_of(conn: Connection, visit_id: UUID) -> tuple[Call, ...]:
    """The calls of a visit, in order, without what was said."""
    rows = conn.execute(select(c).where(c.c.visit_id == visit_id).order_by(c.c.seq)).mappings()
    return tuple(map(call, rows))


def begin_call(conn: Connection, visit: Visit, call: Call) -> None:
    """Writes a call that begins now."""
    row = {name: getattr(call, name) for name in ("id", "visit_id", "seq", "dialled_at", "by_site", "by_staff")}
    conn.execute(insert(c).values(row | {"tenant_id": visit.tenant_id, "case_id": visit.case_id}))


def abandon_calls(conn: Connection, visit: Visit, now: datetime) -> None:
    """Calls that somebody began and never told the end of: they count as no try."""
    lost = (c.c.visit_id == visit.id, c.c.ended_at.is_(None))
    conn.execute(update(c).where(*lost).values(ended_at=now, code="abandoned"))


def end_call(conn: Connection, visit: Visit, call: Call, vault: Vault) -> None:
    """Writes what a call came to; what was said is sealed, since people say names."""
    values: dict[str, Any] = {name: getattr(call, name) for name in _HEARD} | {"answers": "|".join(call.answers)}
    if call.words:
        values["words_ct"] = vault.seal(call.words, _place(visit.tenant_id, call.id))
    conn.execute(update(c).where(c.c.id == call.id).values(values))


def words_of(conn: Connection, visit: Visit, vault: Vault) -> dict[UUID, str]:
    """What was said, by call."""
    rows = conn.execute(select(c.c.id, c.c.words_ct).where(c.c.visit_id == visit.id, c.c.words_ct.is_not(None)))
    return {row.id: vault.open(row.words_ct, _place(visit.tenant_id, row.id)) for row in rows}


def visit(row: Any) -> Visit:
    """The visit of a row."""
    return msgspec.convert({name: row[name] for name in Visit.__struct_fields__}, Visit)


def _take_of(conn: Connection, order: Rectification) -> Visit:
    occasion = (t.c.case_id == order.case_id, t.c.round == order.round, t.c.occasion == order.occasion)
    first = t.c.reason != VisitReason.SECOND_BAD.value
    return _one(conn.execute(select(t).where(*occasion, first).with_for_update()).mappings())


def _one(rows: Any) -> Visit:
    found = next(map(visit, rows), None)
    if found is None:
        raise not_found("visit.unknown")
    return found


def call(row: Any) -> Call:
    """The call of a row, without what was said."""
    known = {name: row[name] for name in Call.__struct_fields__ if name not in ("answers", "words")}
    return msgspec.convert(known | {"answers": tuple(filter(None, row["answers"].split("|")))}, Call)


def _urgency() -> ColumnElement[int]:
    return case((t.c.reason != VisitReason.SAMPLE.value, 0), else_=1)


def _place(tenant_id: str, call_id: UUID) -> str:
    return f"{tenant_id}|calls|words_ct|{call_id}"
