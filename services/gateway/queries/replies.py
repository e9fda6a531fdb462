"""Replies that wait for a person: what was written, and which case it is about. Not for whoever had a hand in it."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select

from shared.store import waiting_replies
from shared.store.tables.cases import case_events, cases
from shared.store.uow import Work


class ReplyRow(msgspec.Struct, frozen=True, kw_only=True):
    """One that waits; `why` is a sense of the reply, `late`, or `final`."""

    id: UUID
    case_id: UUID
    number: str
    item_name: str
    applicant: str
    why: str
    words: str
    received_at: datetime


def waiting(work: Work) -> tuple[ReplyRow, ...]:
    """The oldest first."""
    found = waiting_replies.waiting(work.conn, work.keys.vault)
    ids = {reply.case_id for reply in found}
    own = set(
        work.conn.execute(
            select(case_events.c.case_id).where(
                case_events.c.case_id.in_(ids), case_events.c.by_staff == work.actor.staff_id
            )
        ).scalars()
    )
    columns = (cases.c.id, cases.c.number, cases.c.item_code, cases.c.item_version, cases.c.applicant_mask)
    about = {row.id: row for row in work.conn.execute(select(*columns).where(cases.c.id.in_(ids - own)))}
    return tuple(_row(work, reply, about[reply.case_id]) for reply in found if reply.case_id in about)


def _row(work: Work, reply: waiting_replies.WaitingReply, case: object) -> ReplyRow:
    item = work.reference.versions[case.item_code, case.item_version]  # type: ignore[attr-defined]
    return ReplyRow(
        id=reply.id,
        case_id=reply.case_id,
        number=case.number or "",  # type: ignore[attr-defined]
        item_name=item.name,
        applicant=case.applicant_mask,  # type: ignore[attr-defined]
        why=reply.why,
        words=reply.words,
        received_at=reply.received_at,
    )
