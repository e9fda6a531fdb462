"""排班: on one date somebody is, or is not, on duty against their weekly pattern."""

from datetime import date
from uuid import UUID

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.domain.deadlines.calendar import local_date
from shared.domain.roster.keeping import require_keeper
from shared.domain.roster.model import DayException
from shared.kernel.errors import invalid, not_found
from shared.kernel.ids import new_id
from shared.store import rosters


def set_day(deps: Deps, actor: Actor, site_id: str, staff_id: UUID, day: date, on_duty: bool) -> None:
    """Written. Raises Refusal not_found `roster.unknown` for who is not on the roster then, invalid `roster.past`."""
    with deps.work(actor) as work:
        require_keeper(actor, site_id, work.reference.tree)
        if day < local_date(work.now):
            raise invalid("roster.past", {"day": "roster.past"})
        if rosters.of_site(work, site_id).member(staff_id, day) is None:
            raise not_found("roster.unknown")
        single = DayException(id=new_id(), site_id=site_id, staff_id=staff_id, day=day, on_duty=on_duty)
        rosters.put_day(work, single)
        work.note("roster.day", str(staff_id), site_id)
