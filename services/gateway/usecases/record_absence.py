"""请假、公出: somebody is away, and somebody named has their cases meanwhile."""

from uuid import UUID

from msgspec.structs import replace

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.domain.deadlines.calendar import local_date
from shared.domain.roster.keeping import require_absence, require_keeper
from shared.domain.roster.model import Absence
from shared.kernel.free_text import require_free_text
from shared.kernel.ids import new_id
from shared.store import rosters, standing_in


def record_absence(deps: Deps, actor: Actor, absence: Absence) -> UUID:
    """The id of the absence; whose place is taken finds the cases with the substitute a moment later.

    Raises Refusal not_found `site.unknown`, forbidden `roster.not_yours`, invalid `absence.wrong` or `words.personal`.
    """
    with deps.work(actor) as work:
        require_keeper(actor, absence.site_id, work.reference.tree)
        require_free_text({"words": absence.words}, ("words",))
        require_absence(rosters.of_site(work, absence.site_id), absence, local_date(work.now))
        recorded = replace(absence, id=new_id())
        rosters.put_absence(work, recorded)
        standing_in.ring(work, recorded)
        work.note("roster.absence", str(absence.staff_id), absence.site_id)
    return recorded.id
