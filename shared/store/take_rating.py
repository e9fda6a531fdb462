"""Taking a rating, by whatever way it came: one at a time, against the one that stood, with what follows from it."""

from shared.contracts.messages import ArchiveCase, OpenRectification
from shared.domain.cases.model import Case
from shared.domain.feedback.ratings import Rating, rate
from shared.store import ratings
from shared.store.uow import Work


def take_rating(work: Work, case: Case, new: Rating) -> Rating:
    """The rating that stands. A bad one has an order opened, any other lets the file close.

    Raises Refusal conflict `rating.final`.
    """
    ratings.lock(work.conn, case.id, new.round)
    before = ratings.find(work.conn, case.id, new.round, work.keys.vault)
    stands = rate(before, new, work.reference.calendar_at(case.tenant_id), work.reference.rating_limits(case.tenant_id))
    if stands is not before:
        ratings.put(work.conn, case.tenant_id, stands, work.keys.vault)
        follows = OpenRectification if stands.grade.is_bad else ArchiveCase
        work.send(follows(tenant_id=case.tenant_id, case_id=case.id, round=new.round))
    return stands
