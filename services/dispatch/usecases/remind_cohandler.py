"""A co-handler's limit draws near: it is reminded while there is still time."""

from uuid import UUID

from services.dispatch.deps import CONSUMER, Deps
from services.dispatch.usecases.parts import acts_on
from shared.contracts.messages import RemindCoHandler
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide


def remind_cohandler(deps: Deps, message: RemindCoHandler, message_id: UUID) -> None:
    """Acts once, on a part that is open and whose limit is near; after a pause another timer rings."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        part = acts_on(case, message.cohandler_id, c.RemindCoHandler.kind)
        if part is None or part.reminded_at or work.now < part.warn_at:
            return
        work.save(case, decide(case, c.RemindCoHandler(cohandler_id=part.id), work.facts(case)))
