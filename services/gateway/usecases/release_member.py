"""名册: somebody accompanies cases of a site for the last time on a date; their cases are handed on apart from it."""

from datetime import date
from uuid import UUID

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.domain.deadlines.calendar import local_date
from shared.domain.roster.keeping import ended, require_keeper
from shared.kernel.errors import invalid, not_found
from shared.store import rosters
from shared.store.uow import Work


def release_member(deps: Deps, actor: Actor, site_id: str, staff_id: UUID, last_day: date) -> None:
    """On the roster until that date. Raises Refusal not_found `roster.unknown` or invalid `roster.past`."""
    with deps.work(actor) as work:
        require_keeper(actor, site_id, work.reference.tree)
        release(work, site_id, staff_id, last_day)


def release(work: Work, site_id: str, staff_id: UUID, last_day: date) -> None:
    """Within a unit of work; yesterday at the earliest, for who does not come today any more."""
    today, roster = local_date(work.now), rosters.of_site(work, site_id)
    member = next(
        (m for m in roster.members if m.staff_id == staff_id and (m.to_day is None or m.to_day >= today)), None
    )
    if member is None:
        raise not_found("roster.unknown")
    if (today - last_day).days > 1:
        raise invalid("roster.past", {"last_day": "roster.past"})
    rosters.change(work, *ended(roster, member, last_day))
    work.note("roster.release", str(staff_id), site_id)
