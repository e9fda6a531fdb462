"""What an applicant sees behind a rating link: the item, when it was done and where; no name, no number."""

from datetime import date, datetime

import msgspec

from shared.domain.cases.model import Case
from shared.domain.deadlines.calendar import WorkCalendar, local_date
from shared.domain.deadlines.workdays import due_after
from shared.domain.feedback.ratings import Rating, RatingLimits
from shared.store import ratings
from shared.store.uow import Work


class RatingPage(msgspec.Struct, frozen=True, kw_only=True):
    """One round of one case as its applicant may see it on any phone. `days` are working days it took."""

    item_name: str
    site_name: str
    done_on: date | None
    days: int
    rating: Rating | None
    may_change: bool
    change_days: int
    help_phone: str


def rating_page(work: Work, case: Case, round_: int) -> RatingPage:
    """The page of one round, in a unit of work of the case's tenant."""
    tree, item = work.reference.tree, work.reference.versions[case.item_code, case.item_version]
    limits = work.reference.rating_limits(case.tenant_id)
    rating = ratings.find(work.conn, case.id, round_, work.keys.vault)
    calendar = work.reference.calendar_at(case.tenant_id)
    site = case.handling_site or case.holder_site
    return RatingPage(
        item_name=item.name,
        site_name=tree.site(site).name if site in tree else "",
        done_on=local_date(case.completed_at) if case.completed_at else None,
        days=_days(calendar, case.accepted_at, case.completed_at),
        rating=rating,
        may_change=rating is None or _may_change(work.now, calendar, limits, rating),
        change_days=limits.change_days,
        help_phone=work.reference.help_phone(case.tenant_id),
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


def _may_change(now: datetime, calendar: WorkCalendar, limits: RatingLimits, rating: Rating) -> bool:
    late = now > due_after(rating.rated_at, limits.change_days, calendar)
    return not late and rating.changes < limits.max_changes
