"""A co-handler did not answer in time: a coordinator gets the case in view. The part stays open, the lead the lead."""

from uuid import UUID

from services.dispatch.deps import CONSUMER, Deps
from services.dispatch.usecases.parts import acts_on
from shared.contracts.messages import OverdueCoHandler
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.routing.coordinator import coordinator_of


def overdue_cohandler(deps: Deps, message: OverdueCoHandler, message_id: UUID) -> None:
    """Acts once, on a part that is open and past its limit; after a pause or an offer another timer rings."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        part = acts_on(case, message.cohandler_id, c.OverdueCoHandler.kind)
        if part is None or case.offered or part.overdue_at or work.now < part.due_at:
            return
        board = coordinator_of(case, part.site, work.reference.tree).id
        command = c.OverdueCoHandler(cohandler_id=part.id, board=board)
        work.save(case, decide(case, command, work.facts(case)))
