"""Rectification orders as rows; the rules are in domain/feedback."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.deadlines.workdays import due_after
from shared.domain.feedback.rectification import Rectification
from shared.kernel.errors import conflict
from shared.store.reference import Reference
from shared.store.tables.notify import rectifications as t

_CHANGES = ("contacted_at", "contacted_by", "closed_at", "closed_by", "finding", "words")


def find(conn: Connection, case_id: UUID, round_: int) -> Rectification | None:
    """The order about one round, if there is one."""
    rows = conn.execute(select(t).where(t.c.case_id == case_id, t.c.round == round_)).mappings()
    return next(map(rectification, rows), None)


def take(conn: Connection, case_id: UUID, round_: int) -> Rectification:
    """The order, locked until the transaction ends. Raises Refusal conflict `rectification.none`."""
    rows = conn.execute(select(t).where(t.c.case_id == case_id, t.c.round == round_).with_for_update()).mappings()
    found = next(map(rectification, rows), None)
    if found is None:
        raise conflict("rectification.none")
    return found


def open_of(conn: Connection, ids: Sequence[UUID]) -> tuple[Rectification, ...]:
    """The open orders about these cases."""
    if not ids:
        return ()
    rows = conn.execute(select(t).where(t.c.case_id.in_(ids), t.c.closed_at.is_(None))).mappings()
    return tuple(map(rectification, rows))


def put(conn: Connection, order: Rectification) -> None:
    """Writes the order as it stands; a second one about the same round changes nothing but how far it has come."""
    row: dict[str, Any] = msgspec.structs.asdict(order)
    changed = {name: row[name] for name in _CHANGES}
    conn.execute(upsert(t).values(row).on_conflict_do_update(index_elements=["case_id", "round"], set_=changed))


def recompute(conn: Connection, tenant_id: str, reference: Reference) -> None:
    """The limits of the tenant's open orders on the calendar as it is now."""
    limits, calendar = reference.rectification_limits(tenant_id), reference.calendar_at(tenant_id)
    rows = conn.execute(select(t).where(t.c.tenant_id == tenant_id, t.c.closed_at.is_(None))).mappings().all()
    for one in map(rectification, rows):
        contact = due_after(one.opened_at, limits.contact_days, calendar)
        due = {"contact_due": contact, "due_at": due_after(one.opened_at, limits.fix_days, calendar)}
        conn.execute(update(t).where(t.c.id == one.id).values(**due))


def rectification(row: Any) -> Rectification:
    """The order of a row."""
    return msgspec.convert({str(name): value for name, value in row.items()}, Rectification)
