"""Against ratings that nobody gave: phones of staff rate nothing, one phone for many cases is flagged."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.cases.model import Case
from shared.domain.feedback.ratings import SAME_PHONE, Rating
from shared.kernel.errors import forbidden
from shared.store import opening, reply_routes
from shared.store.tables.evaluations import staff_phones as s
from shared.store.tables.notify import ratings as r
from shared.store.uow import Work

_STAFF = select(s.c.staff_id).where(s.c.phone_token == bindparam("phone"))


def is_staff(work: Work, token: bytes) -> bool:
    """Whether the number belongs to somebody of ours, in whichever tenant."""
    opening.present(work.conn, "phone", token.hex())
    return work.conn.execute(_STAFF, {"phone": token}).first() is not None


def require_applicant(work: Work, token: bytes) -> None:
    """Raises Refusal forbidden `rating.staff_phone` for a number that belongs to somebody of ours."""
    if is_staff(work, token):
        raise forbidden("rating.staff_phone")


def flags_of(work: Work, case: Case, new: Rating, token: bytes) -> tuple[str, ...]:
    """What a supervisor should look at: those it came with, and whether this phone rated many other cases lately."""
    days = work.reference.number(case.tenant_id, "rating.same_phone_days", 30)
    most = work.reference.whole(case.tenant_id, "rating.same_phone_most", 5)
    others = (r.c.phone_token == token, r.c.rated_at > work.now - timedelta(days=days), r.c.case_id != case.id)
    count = work.conn.execute(select(func.count(r.c.case_id.distinct())).where(*others)).scalar_one()
    return (*new.flags, SAME_PHONE) if count >= most else new.flags


def phone_of(work: Work, case: Case) -> bytes:
    """The applicant's phone as its keyed digest."""
    return reply_routes.phone_token(work.keys.token_key, work.person(case).phone)


def know_staff_phone(work: Work, staff_id: UUID, phone: str) -> None:
    """From now on this number rates nothing, here or elsewhere."""
    token = reply_routes.phone_token(work.keys.token_key, phone)
    row = {"tenant_id": work.actor.tenant_id, "phone_token": token, "staff_id": staff_id}
    work.conn.execute(upsert(s).values(row).on_conflict_do_nothing())
