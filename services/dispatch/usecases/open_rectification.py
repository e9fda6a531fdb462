"""差评整改: a bad rating opens an order at once, with its limits; one order a rating, whatever comes after."""

from uuid import UUID

from services.dispatch.deps import CONSUMER, Deps
from shared.contracts.messages import OpenRectification
from shared.domain.feedback.evaluations import visited
from shared.domain.feedback.rectification import order
from shared.domain.feedback.visits import VisitReason
from shared.kernel.ids import new_id
from shared.store import bells, ratings, rectifications, visits, watches


def open_rectification(deps: Deps, message: OpenRectification, message_id: UUID) -> None:
    """Opens it where the rating still stands and is bad; also for a file that is closed, which stays closed.

    Whoever wants no call about it is not called: the order has nothing to wait for.
    """
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        ratings.lock(work.conn, case.id, message.round)
        rating = ratings.find(work.conn, case.id, message.round, work.keys.vault, message.occasion)
        if rating is None or not rating.grade.is_bad:
            return
        if rectifications.find(work.conn, case.id, message.round, message.occasion):
            return
        site = visited(message.occasion) or case.holder_site
        limits = work.reference.rectification_limits(case.tenant_id)
        new = order(
            new_id(),
            case.tenant_id,
            case.id,
            message.round,
            site,
            rectifications.handled_by(work, case, message.occasion, site),
            work.now,
            work.reference.calendar_at(case.tenant_id),
            limits,
            message.occasion,
        )
        if rectifications.put_new(work.conn, new):
            rectifications.record(work, new, "opened", code=rating.grade.value)
            bells.ring_of(work, "rectification", work.reference.tree.site(new.site).tenant_id, new.id, case)
            if rating.anonymous:
                rectifications.spare(work, new)
            else:
                visits.call_back(work.conn, new, VisitReason.BAD_RATING, work.now, rating.rated_at)
        watches.arm(work.conn, case.tenant_id, case.id, work.now)
