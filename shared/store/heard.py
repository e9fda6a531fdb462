"""What was heard on a return visit: a grade is a rating by phone; a call about a bad one is its order's first call."""

from shared.domain.cases.model import Case
from shared.domain.feedback.evaluations import found_on
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating
from shared.domain.feedback.rectification import called_back, order
from shared.domain.feedback.visits import Visit
from shared.kernel.ids import new_id
from shared.store import bells, ratings, rectifications, second_ratings, watches
from shared.store.take_rating import take_rating
from shared.store.uow import Work


def hear_grade(
    work: Work, case: Case, visit: Visit, grade: Grade | None, words: str = "", channel: Channel = Channel.PHONE
) -> None:
    """The applicant was on the line and perhaps gave a grade.

    It rates a round that nobody rated, and once more one whose order is closed; no visit to a counter. A key that was
    pressed is no call back: a person makes it. A first rating
    is changed by its applicant alone; what they say on the phone about it stands with the call.
    """
    about = rectifications.find(work.conn, case.id, visit.round, visit.occasion)
    if about and not about.closed_at and channel is not Channel.KEYS:
        locked = rectifications.take(work.conn, case.id, visit.round, visit.occasion)
        if (after := called_back(locked, work.actor, work.now)) is not locked:
            rectifications.record(work, after, "contact")
    if grade is None or visit.occasion or case.round != visit.round:
        return
    new = Rating(
        case_id=case.id, round=visit.round, grade=grade, channel=channel, rated_at=work.now, words=words.strip()
    )
    if about and about.closed_at and not about.excluded:
        if second_ratings.find(work.conn, case.id, visit.round, work.keys.vault) is None:
            second_ratings.take(work, case, new)
    elif ratings.find(work.conn, case.id, visit.round, work.keys.vault) is None:
        take_rating(work, case, new)


def open_problem(work: Work, case: Case, visit: Visit, words: str) -> None:
    """A problem that was found on the phone has an order of its own, unless one is open about the same."""
    about = rectifications.find(work.conn, case.id, visit.round, visit.occasion)
    if about and not about.closed_at:
        return
    new = order(
        new_id(),
        case.tenant_id,
        case.id,
        visit.round,
        visit.site,
        rectifications.handled_by(work, case, visit.occasion, visit.site),
        work.now,
        work.reference.calendar_at(case.tenant_id),
        work.reference.rectification_limits(case.tenant_id),
        found_on(visit.id) if about else visit.occasion,
    )
    new = called_back(new, work.actor, work.now)
    if rectifications.put_new(work.conn, new):
        rectifications.record(work, new, "opened", "problem", words)
        bells.ring_of(work, "problem_found", work.reference.tree.site(new.site).tenant_id, new.id, case)
        watches.arm(work.conn, case.tenant_id, case.id, work.now)
