"""What an applicant sees behind a rating link: the item, when it was done and where; no name, no number."""

from datetime import date, datetime

import msgspec

from shared.domain.cases.model import Case
from shared.domain.deadlines.calendar import WorkCalendar, local_date
from shared.domain.deadlines.workdays import due_after
from shared.domain.feedback.evaluations import visited
from shared.domain.feedback.ratings import Channel, Rating, RatingLimits
from shared.domain.feedback.recording import AT_COUNTER
from shared.store import ratings
from shared.store.ratings import Link
from shared.store.uow import Work


class RatingPage(msgspec.Struct, frozen=True, kw_only=True):
    """One occasion as its applicant may see it on any phone. `days` are working days it took.

    `at_counter`: nobody there may see what was tapped. `on_device`: it is a device of ours.
    `used`: there is nothing more to say by this link.
    """

    item_name: str
    site_name: str
    done_on: date | None
    days: int
    rating: Rating | None
    may_change: bool
    change_days: int
    help_phone: str
    at_counter: bool
    on_device: bool
    used: bool


def rating_page(work: Work, case: Case, link: Link) -> RatingPage:
    """The page of one occasion, in a unit of work of the case's tenant."""
    tree, item = work.reference.tree, work.reference.versions[case.item_code, case.item_version]
    limits = work.reference.rating_limits(case.tenant_id)
    rating = ratings.find(work.conn, case.id, link.round, work.keys.vault, link.occasion)
    calendar = work.reference.calendar_at(case.tenant_id)
    site = visited(link.occasion) or case.handling_site or case.holder_site
    at_counter = link.channel in AT_COUNTER
    open_ = rating is None or (not at_counter and _may_say_more(work.now, calendar, limits, rating))
    return RatingPage(
        item_name=item.name,
        site_name=tree.site(site).name if site in tree else "",
        done_on=local_date(case.completed_at) if case.completed_at and not link.occasion else None,
        days=0 if link.occasion else _days(calendar, case.accepted_at, case.completed_at),
        rating=rating,
        may_change=rating is None or _may_change(work.now, calendar, limits, rating),
        change_days=limits.change_days,
        help_phone=work.reference.help_phone(case.tenant_id),
        at_counter=at_counter,
        on_device=link.channel is Channel.TABLET,
        used=not open_,
    )


def _days(calendar: WorkCalendar, since: datetime | None, until: datetime | None) -> int:
    if since is None or until is None:
        return 0
    days = 0
    for day in calendar.working_days_after(local_date(since)):
        if day > local_date(until):
            break
        days += 1
    return max(1, days)


def _may_say_more(now: datetime, calendar: WorkCalendar, limits: RatingLimits, rating: Rating) -> bool:
    """It may be changed; or the grade is bad, and why has not been said."""
    late = now > due_after(rating.rated_at, limits.change_days, calendar)
    unsaid = rating.grade.is_bad and not rating.reasons and not rating.words
    return not late and (unsaid or rating.changes < limits.max_changes)


def _may_change(now: datetime, calendar: WorkCalendar, limits: RatingLimits, rating: Rating) -> bool:
    late = now > due_after(rating.rated_at, limits.change_days, calendar)
    return not late and rating.changes < limits.max_changes
