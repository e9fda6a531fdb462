"""Calls that a machine makes, as rows: the intent is written before the call, and a try has one row for ever."""

from uuid import UUID

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from shared.domain.feedback.outcomes import Call
from shared.domain.feedback.visits import Visit
from shared.kernel.errors import not_found
from shared.store import opening, visits
from shared.store.tables.visits import calls as c
from shared.store.uow import Work

MOST_KEYS = 16  # that are kept of a call, the last ones


class MachineCall(msgspec.Struct, frozen=True, kw_only=True):
    """A call with what ties it to its supplier. `supplier_id` is empty while their answer is not known.

    `keys` are those that were told of while it went on.
    """

    call: Call
    supplier: str
    reference: str
    supplier_id: str = ""
    keys: str = ""


class CallRoute(msgspec.Struct, frozen=True, kw_only=True):
    """Whose call a reference names."""

    tenant_id: str
    call_id: UUID


def wanted(work: Work, tenant_id: str) -> bool:
    """Whether the tenant has a machine take the first try."""
    return bool(work.reference.whole(tenant_id, "visit.voice", 0))


def put_new(conn: Connection, visit: Visit, begun: MachineCall) -> None:
    """Writes the intent. Raises IntegrityError where that try was begun before."""
    call = begun.call
    row = {name: getattr(call, name) for name in ("id", "visit_id", "seq", "dialled_at", "by_site")}
    row |= {"tenant_id": visit.tenant_id, "case_id": visit.case_id}
    conn.execute(insert(c).values(row | {"supplier": begun.supplier, "reference": begun.reference}))


def placed(conn: Connection, call_id: UUID, supplier_id: str, code: str) -> None:
    """What the supplier answered, unless a report of the end was quicker. An id that is known stays."""
    going_on = (c.c.id == call_id, c.c.ended_at.is_(None))
    known = func.coalesce(func.nullif(supplier_id, ""), c.c.supplier_id)
    conn.execute(update(c).where(*going_on).values(supplier_id=known, code=code))


def coded(conn: Connection, call_id: UUID, code: str) -> None:
    """Their code of the end, or ours for why it was given up."""
    conn.execute(update(c).where(c.c.id == call_id).values(code=code))


def find(conn: Connection, call_id: UUID) -> MachineCall:
    """One of the tenant's. Raises Refusal not_found `visit.unknown`."""
    row = conn.execute(select(c).where(c.c.id == call_id)).mappings().one_or_none()
    if row is None:
        raise not_found("visit.unknown")
    ours = {"supplier": row["supplier"], "reference": row["reference"] or "", "supplier_id": row["supplier_id"]}
    return MachineCall(call=visits.call(row), keys=row["pressed"], **ours)


def by_reference(conn: Connection, reference: str) -> CallRoute | None:
    """The call of that reference, in whichever tenant."""
    opening.present(conn, "reference", reference)
    row = conn.execute(select(c.c.tenant_id, c.c.id).where(c.c.reference == reference)).one_or_none()
    return None if row is None else CallRoute(tenant_id=row.tenant_id, call_id=row.id)


def told(conn: Connection, call_id: UUID, supplier_id: str, keys: str) -> None:
    """What was reported while it goes on: their id, which an answer that was lost did not tell, and keys."""
    going_on = (c.c.id == call_id, c.c.ended_at.is_(None))
    conn.execute(
        update(c).where(*going_on).values(supplier_id=supplier_id, pressed=func.right(c.c.pressed + keys, MOST_KEYS))
    )
