"""离任交接: all open cases of somebody who leaves pass to another in one act, also when their log-in is shut.

Theirs are also those that a substitute has in their place while they are away: there is nobody to come back to.
"""

from uuid import UUID

from msgspec.structs import replace

from services.gateway.deps import Deps
from services.gateway.usecases.claim_case import agent_name
from services.gateway.usecases.moving import apply
from services.gateway.usecases.several import Outcome, Pick, each
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.model import How
from shared.domain.roster.keeping import require_keeper
from shared.kernel.errors import invalid
from shared.kernel.free_text import require_free_text
from shared.store import rosters, standing_in
from shared.store.idempotency import Idem


def hand_on_cases(
    deps: Deps, actor: Actor, site_id: str, from_staff: UUID, to_staff: UUID, words: str, idem: Idem | None = None
) -> Outcome:
    """Each case with an event of its own and the same reason; what could not be handed on is told with why.

    Raises Refusal not_found `site.unknown`, forbidden `roster.not_yours`, invalid `hand_on.words` or `hand_on.same`.
    """
    with deps.work(actor) as work:
        require_keeper(actor, site_id, work.reference.tree)
        if not words.strip():
            raise invalid("hand_on.words", {"words": "hand_on.words"})
        require_free_text({"words": words}, ("words",))
        if from_staff == to_staff or not rosters.works_at(work, to_staff, site_id):
            raise invalid("hand_on.same", {"to_staff": "hand_on.same"})
        instead = (case.id for case in standing_in.in_place_of(work, site_id, from_staff))
        theirs = (*standing_in.cases_of(work, site_id, from_staff), *instead)
        picks = [Pick(case_id=case_id) for case_id in theirs]
        work.note("roster.hand_on", str(from_staff), site_id)
    command = c.HandOn(from_staff=from_staff, to_staff=to_staff, how=How.LEAVER, words=words)
    return each(picks, idem, lambda pick, key: _hand_on(deps, actor, pick, command, key))


def _hand_on(deps: Deps, actor: Actor, pick: Pick, command: c.HandOn, idem: Idem | None) -> None:
    with deps.work(actor, idem) as work:
        case = work.cases.get(pick.case_id)
        if case.instead_of == command.from_staff and case.agent is not None:
            command = replace(command, from_staff=case.agent)
        here = rosters.works_at(work, command.to_staff, case.holder_site)
        standing = rosters.standing_of(work, command.to_staff, case.holder_site)
        apply(work, case, command, staff_at_holder=here, standing=standing, agent_name=agent_name(work, case))
