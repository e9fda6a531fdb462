"""Taking a rating, by whatever way it came: one at a time, against the one that stood, with what follows from it."""

from datetime import timedelta

from msgspec.structs import replace

from shared.contracts.messages import ArchiveCase, OpenRectification
from shared.domain.cases.model import Case
from shared.domain.feedback.ratings import Rating, rate
from shared.store import evaluations, gaming, prompt_turns, ratings, rectifications, visits
from shared.store.report_later import report_later, time_to_say_why
from shared.store.uow import Work


def take_rating(work: Work, case: Case, new: Rating) -> Rating:
    """The rating that stands. A bad one has an order opened, any other lets the file close.

    Raises Refusal conflict `rating.final`, or forbidden `rating.staff_phone`.
    """
    token = gaming.phone_of(work, case)
    gaming.require_applicant(work, token)
    ratings.lock(work.conn, case.id, new.round)
    before = ratings.find(work.conn, case.id, new.round, work.keys.vault, new.occasion)
    stands = rate(before, new, work.reference.calendar_at(case.tenant_id), work.reference.rating_limits(case.tenant_id))
    if stands is not before:
        stands = replace(stands, flags=gaming.flags_of(work, case, stands, token))
        ratings.put(work.conn, case.tenant_id, stands, work.keys.vault, token)
        evaluations.answered(work, case, new.occasion)
        _follow(work, case, stands)
    return stands


def _follow(work: Work, case: Case, stands: Rating) -> None:
    waits = stands.grade.is_bad and not stands.reasoned
    report_later(work, case.tenant_id, time_to_say_why(work, case.tenant_id) if waits else timedelta(0))
    if not stands.occasion:
        prompt_turns.settled(work, case.id, stands.round)
    if stands.anonymous:
        _do_not_call(work, case, stands)
    if stands.grade.is_bad:
        work.send(_look_into(case, stands))
    elif not stands.occasion:
        work.send(ArchiveCase(tenant_id=case.tenant_id, case_id=case.id, round=stands.round))


def _do_not_call(work: Work, case: Case, stands: Rating) -> None:
    """The first tap may have had a call put down before the applicant could say that they want none."""
    visits.drop_call_back(work.conn, case.id, stands.round, stands.occasion, work.now)
    if rectifications.find(work.conn, case.id, stands.round, stands.occasion):
        rectifications.spare(work, rectifications.take(work.conn, case.id, stands.round, stands.occasion))


def _look_into(case: Case, stands: Rating) -> OpenRectification:
    return OpenRectification(tenant_id=case.tenant_id, case_id=case.id, round=stands.round, occasion=stands.occasion)
