"""Rectification orders as rows; the rules are in domain/feedback."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.feedback.rectification import Rectification
from shared.kernel.errors import conflict
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


def put(conn: Connection, order: Rectification) -> None:
    """Writes the order as it stands; a second one about the same round changes nothing but how far it has come."""
    row: dict[str, Any] = msgspec.structs.asdict(order)
    changed = {name: row[name] for name in _CHANGES}
    conn.execute(upsert(t).values(row).on_conflict_do_update(index_elements=["case_id", "round"], set_=changed))


def rectification(row: Any) -> Rectification:
    """The order of a row."""
    return msgspec.convert({str(name): value for name, value in row.items()}, Rectification)
