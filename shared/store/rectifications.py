"""Rectification orders as rows; the rules are in domain/feedback."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.cases import events as e
from shared.domain.cases.model import Case
from shared.domain.deadlines.workdays import due_after
from shared.domain.feedback.rectification import Rectification, spared
from shared.domain.feedback.review_pause import due_of
from shared.domain.feedback.which_order import meant
from shared.kernel.errors import conflict, not_found
from shared.store import attachments
from shared.store.reference import Reference
from shared.store.tables.feedback import rectification_acts as a
from shared.store.tables.notify import rectifications as t
from shared.store.uow import Work

_FIXED = ("id", "tenant_id", "case_id", "round", "occasion", "site", "opened_at", "handled_by")
_CHANGES = tuple(name for name in Rectification.__struct_fields__ if name not in _FIXED)


def find(conn: Connection, case_id: UUID, round_: int, occasion: str = "") -> Rectification | None:
    """The order about one round, or about a visit in it, if there is one."""
    rows = conn.execute(select(t).where(*_about(case_id, round_, occasion))).mappings()
    return next(map(rectification, rows), None)


def take(conn: Connection, case_id: UUID, round_: int, occasion: str = "") -> Rectification:
    """The order, locked until the transaction ends. Raises Refusal conflict `rectification.none`."""
    rows = conn.execute(select(t).where(*_about(case_id, round_, occasion)).with_for_update()).mappings()
    found = next(map(rectification, rows), None)
    if found is None:
        raise conflict("rectification.none")
    return found


def of_case(conn: Connection, case_id: UUID) -> tuple[Rectification, ...]:
    """All orders about a case, the first opened first."""
    return tuple(map(rectification, conn.execute(_all(case_id)).mappings()))


def take_meant(conn: Connection, case_id: UUID, named: UUID | None) -> Rectification:
    """The order an act is about, locked with its neighbours. Raises the Refusals of `meant`."""
    return meant(tuple(map(rectification, conn.execute(_all(case_id).with_for_update()).mappings())), named)


def open_of(conn: Connection, ids: Sequence[UUID]) -> tuple[Rectification, ...]:
    """The open orders about these cases."""
    if not ids:
        return ()
    rows = conn.execute(select(t).where(t.c.case_id.in_(ids), t.c.closed_at.is_(None))).mappings()
    return tuple(map(rectification, rows))


def put_new(conn: Connection, order: Rectification) -> bool:
    """Writes a new order; False where there is one about that rating."""
    new = upsert(t).values(msgspec.structs.asdict(order)).on_conflict_do_nothing().returning(t.c.id)
    return conn.execute(new).first() is not None


def put(conn: Connection, order: Rectification) -> None:
    """Writes how far an order has come that was read under lock."""
    conn.execute(update(t).where(t.c.id == order.id).values({name: getattr(order, name) for name in _CHANGES}))


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done about an order, as its file tells it. `code` is a finding, a class or a grade."""

    seq: int
    kind: str
    at: datetime
    by_site: str
    by_staff: UUID | None
    code: str = ""
    words: str = ""
    evidence: str = ""
    attachments: tuple[UUID, ...] = ()


def record(
    work: Work,
    order: Rectification,
    kind: str,
    code: str = "",
    words: str = "",
    evidence: str = "",
    attached: tuple[UUID, ...] = (),
) -> None:
    """Writes the order as it stands with the act that made it so. The order is locked, so acts have no gap."""
    put(work.conn, order)
    seq = work.conn.execute(select(func.count()).where(a.c.order_id == order.id)).scalar_one() + 1
    row = {"tenant_id": order.tenant_id, "case_id": order.case_id, "order_id": order.id, "seq": seq, "kind": kind}
    row |= {"at": work.now, "by_site": work.actor.site_id, "by_staff": work.actor.staff_id}
    row |= {"code": code, "words": words.strip(), "evidence": evidence.strip(), "attachments": _listed(attached)}
    work.conn.execute(insert(a).values(row))


def spare(work: Work, order: Rectification) -> None:
    """The applicant wants no call: the order, which is locked, waits for none, and its file says so."""
    if (after := spared(order, work.now)) is not order:
        record(work, after, "no_call")


def acts_of(conn: Connection, order: Rectification) -> tuple[Act, ...]:
    """What was done about it, in order."""
    rows = conn.execute(select(a).where(a.c.order_id == order.id).order_by(a.c.seq)).mappings()
    return tuple(map(_act, rows))


def has_files(conn: Connection, order: Rectification) -> bool:
    """Whether somebody showed a file about it."""
    wanted = select(a.c.seq).where(a.c.order_id == order.id, a.c.kind == "evidence")
    return conn.execute(wanted.limit(1)).first() is not None


def completed_by(work: Work, case: Case) -> UUID | None:
    """Who completed the case last; that person closes no order about it."""
    done = (h.by_staff for h in reversed(work.cases.history(case.id)) if isinstance(h.event, e.Completed))
    return next(done, None)


def served_by(work: Work, case: Case, site: str) -> UUID | None:
    """Who acted last on the case at the site that was visited; our nearest guess at who sat at the counter."""
    there = (h.by_staff for h in reversed(work.cases.history(case.id)) if h.by_site == site and h.by_staff)
    return next(there, None)


def handled_by(work: Work, case: Case, occasion: str, site: str) -> UUID | None:
    """Whom a rating is about."""
    return served_by(work, case, site) if occasion else completed_by(work, case)


def require_attached(conn: Connection, case_id: UUID, ids: tuple[UUID, ...]) -> None:
    """Raises Refusal not_found `attachment.unknown` for what is no attachment of the case that the reader may see."""
    for one in ids:
        if attachments.find(conn, one).case_id != case_id:
            raise not_found("attachment.unknown")


def _about(case_id: UUID, round_: int, occasion: str) -> tuple[ColumnElement[bool], ...]:
    return t.c.case_id == case_id, t.c.round == round_, t.c.occasion == occasion


def _all(case_id: UUID) -> Select[Any]:
    return select(t).where(t.c.case_id == case_id).order_by(t.c.opened_at, t.c.id)


def _listed(ids: tuple[UUID, ...]) -> str:
    return ",".join(str(one) for one in ids)


def _act(row: Any) -> Act:
    known = {name: row[name] for name in Act.__struct_fields__}
    return Act(**known | {"attachments": tuple(UUID(one) for one in filter(None, row["attachments"].split(",")))})


def recompute(conn: Connection, tenant_id: str, reference: Reference) -> None:
    """The limits of the tenant's open orders on the calendar as it is now."""
    limits, calendar = reference.rectification_limits(tenant_id), reference.calendar_at(tenant_id)
    rows = conn.execute(select(t).where(t.c.tenant_id == tenant_id, t.c.closed_at.is_(None))).mappings().all()
    for one in map(rectification, rows):
        contact = due_after(one.opened_at, limits.contact_days, calendar)
        due = {"contact_due": contact, "due_at": due_of(one, calendar, limits)}
        conn.execute(update(t).where(t.c.id == one.id).values(**due))


def rectification(row: Any) -> Rectification:
    """The order of a row."""
    return msgspec.convert({str(name): value for name, value in row.items()}, Rectification)
