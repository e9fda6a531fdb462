"""What an applicant sees behind a rating link: the item, when it was done and where; no name, no number."""

from datetime import date, datetime

import msgspec
from sqlalchemy import select

from shared.domain.cases.model import Case
from shared.domain.deadlines.calendar import local_date
from shared.domain.deadlines.workdays import due_after
from shared.domain.feedback.ratings import Rating
from shared.kernel.errors import not_found
from shared.store import ratings
from shared.store.ratings import Link
from shared.store.tables.cases import cases
from shared.store.uow import Work

_case = msgspec.json.Decoder(Case)


class RatingPage(msgspec.Struct, frozen=True, kw_only=True):
    """One round of one case as its applicant may see it on any phone. `days` are working days it took."""

    item_name: str
    site_name: str
    done_on: date | None
    days: int
    rating: Rating | None
    may_change: bool


def link_behind(work: Work, secret: str) -> Link:
    """The link, at a door where nobody is known yet. Raises Refusal not_found `rating.link`."""
    return ratings.open_link(work.conn, work.keys.token_key, secret, work.now)


def rating_page(work: Work, link: Link) -> RatingPage:
    """The page behind a link, in a unit of work of the link's tenant. Raises Refusal not_found `rating.link`."""
    found = work.conn.execute(select(cases.c.snapshot).where(cases.c.id == link.case_id)).scalar_one_or_none()
    if found is None:
        raise not_found("rating.link")
    case = _case.decode(found)
    tree, item = work.reference.tree, work.reference.versions[case.item_code, case.item_version]
    rating = ratings.find(work.conn, case.id, link.round, work.keys.vault)
    return RatingPage(
        item_name=item.name,
        site_name=tree.site(case.holder_site).name if case.holder_site in tree else "",
        done_on=local_date(case.completed_at) if case.completed_at else None,
        days=_days(work, case.accepted_at, case.completed_at),
        rating=rating,
        may_change=rating is None or _may_change(work, link.tenant_id, rating),
    )


def _days(work: Work, since: datetime | None, until: datetime | None) -> int:
    if since is None or until is None:
        return 0
    days = 0
    for day in work.reference.calendar.working_days_after(local_date(since)):
        if day > local_date(until):
            break
        days += 1
    return max(1, days)


def _may_change(work: Work, tenant_id: str, rating: Rating) -> bool:
    limits = work.reference.rating_limits(tenant_id)
    late = work.now > due_after(rating.rated_at, limits.change_days, work.reference.calendar)
    return not late and rating.changes < limits.max_changes
