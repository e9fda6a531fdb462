"""再次评价 (assessNumber 2) as rows: how the applicant sees it after the order was closed. The first rating stays."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.cases.model import Case
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating, rate
from shared.domain.feedback.visits import VisitReason
from shared.kernel.errors import conflict
from shared.store import ratings, rectifications, visits
from shared.store.crypto import Vault
from shared.store.report_later import report_later
from shared.store.tables.feedback import second_ratings as t
from shared.store.uow import Work


def find(conn: Connection, case_id: UUID, round_: int, vault: Vault) -> Rating | None:
    """The second rating of a round, if there is one."""
    row = conn.execute(select(t).where(t.c.case_id == case_id, t.c.round == round_)).mappings().one_or_none()
    return None if row is None else rating_of(row, vault)


def rating_of(row: Any, vault: Vault) -> Rating:
    """The rating of a row, with what was written."""
    case_id, round_, sealed = row["case_id"], row["round"], row["words_ct"]
    return Rating(
        case_id=case_id,
        round=round_,
        grade=Grade(row["grade"]),
        channel=Channel(row["channel"]),
        rated_at=row["rated_at"],
        changes=row["changes"],
        words=vault.open(sealed, _place(row["tenant_id"], case_id, round_)) if sealed else "",
    )


def awaited(work: Work, case: Case, round_: int, said_at: datetime | None = None) -> bool:
    """Whether an order about that round is closed and nobody said anything since; nor is it what was said before."""
    order = rectifications.find(work.conn, case.id, round_)
    if order is None or order.closed_at is None or order.excluded or (said_at and said_at < order.closed_at):
        return False
    return find(work.conn, case.id, round_, work.keys.vault) is None


def take(work: Work, case: Case, new: Rating) -> Rating:
    """The second rating that stands, by the same rules as a first one; the order's file tells it.

    Raises Refusal conflict `rating.not_again` where no order was closed, or `rating.final`.
    """
    ratings.lock(work.conn, case.id, new.round)
    order = rectifications.take(work.conn, case.id, new.round)
    if order.closed_at is None or order.excluded:
        raise conflict("rating.not_again")
    before = find(work.conn, case.id, new.round, work.keys.vault)
    limits = work.reference.rating_limits(case.tenant_id)
    stands = rate(before, new, work.reference.calendar_at(case.tenant_id), limits)
    if stands is not before:
        _put(work, case.tenant_id, stands)
        rectifications.record(work, order, "second_rated", code=stands.grade.value)
        report_later(work, case.tenant_id)
        first = ratings.find(work.conn, case.id, new.round, work.keys.vault)
        if stands.grade.is_bad and not (first and first.anonymous):
            visits.call_back(work.conn, order, VisitReason.SECOND_BAD, work.now, stands.rated_at)
    return stands


def _put(work: Work, tenant_id: str, rating: Rating) -> None:
    place = _place(tenant_id, rating.case_id, rating.round)
    row = {
        "tenant_id": tenant_id,
        "case_id": rating.case_id,
        "round": rating.round,
        "grade": rating.grade.value,
        "channel": rating.channel.value,
        "rated_at": rating.rated_at,
        "changes": rating.changes,
        "words_ct": work.keys.vault.seal(rating.words, place) if rating.words else None,
    }
    changed = {name: row[name] for name in ("grade", "channel", "rated_at", "changes", "words_ct")}
    work.conn.execute(upsert(t).values(row).on_conflict_do_update(index_elements=["case_id", "round"], set_=changed))


def _place(tenant_id: str, case_id: UUID, round_: int) -> str:
    return f"{tenant_id}|second_ratings|words_ct|{case_id}:{round_}"
