"""销假: somebody is back earlier than was recorded, or does not go away at all."""

from datetime import date
from uuid import UUID

from msgspec.structs import replace

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.domain.roster.keeping import require_keeper
from shared.kernel.errors import invalid, not_found
from shared.kernel.ids import new_id
from shared.store import rosters, standing_in


def end_absence(deps: Deps, actor: Actor, absence_id: UUID, last_day: date) -> None:
    """Away until that date; a date before the first takes the whole absence back.

    Raises Refusal not_found `absence.unknown`, forbidden `roster.not_yours`, invalid `absence.dates` for a later date.
    """
    with deps.work(actor) as work:
        absence = rosters.absence(work, absence_id)
        if absence is None:
            raise not_found("absence.unknown")
        require_keeper(actor, absence.site_id, work.reference.tree)
        if last_day > absence.to_day:
            raise invalid("absence.dates", {"last_day": "absence.dates"})
        rosters.end_absence(work, absence.id)
        left = replace(absence, id=new_id(), to_day=last_day)
        if last_day >= absence.from_day:
            rosters.put_absence(work, left)
        standing_in.ring(work, left)
        work.note("roster.absence_end", str(absence.staff_id), absence.site_id)
