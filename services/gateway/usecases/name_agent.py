"""指定专人: a member of staff of the site that holds the case accompanies it."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import apply, receipt_of
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store import rosters
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def name_agent(
    deps: Deps, actor: Actor, case_id: UUID, staff_id: UUID, *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """Named. Raises Refusal invalid `agent.elsewhere`, or `agent.absent` with who stands in."""
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        here = rosters.works_at(work, staff_id, case.holder_site)
        standing = rosters.standing_of(work, staff_id, case.holder_site)
        apply(work, case, c.NameAgent(staff_id=staff_id), staff_at_holder=here, standing=standing)
    return receipt_of(work)
