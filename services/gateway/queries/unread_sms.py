"""What suppliers sent and nobody could place: listed without what it says, for it may name a number."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import literal, select, union_all

from shared.store.raw_sms import What
from shared.store.tables.notify import sms_receipts, sms_replies
from shared.store.uow import Work

MOST = 100


class UnreadRow(msgspec.Struct, frozen=True, kw_only=True):
    """One body that was kept, and when."""

    id: UUID
    what: What
    supplier: str
    received_at: datetime


def unread(work: Work) -> tuple[UnreadRow, ...]:
    """The newest first. Nobody knows whose they are, so only the topmost tenant has them; elsewhere it is empty."""
    if work.actor.tenant_id != work.reference.root_tenant:
        return ()
    kinds = (("receipts", sms_receipts), ("replies", sms_replies))
    asked = [
        select(t.c.id, literal(what).label("what"), t.c.supplier, t.c.received_at).where(t.c.state == "quarantined")
        for what, t in kinds
    ]
    both = union_all(*asked).subquery()
    rows = work.conn.execute(select(both).order_by(both.c.received_at.desc()).limit(MOST)).mappings()
    return tuple(UnreadRow(**row) for row in rows)
