"""A site that was asked to co-handle did not sign in time: the lead reads it, and whoever the policy names is told."""

from uuid import UUID

from services.dispatch.deps import CONSUMER, Deps
from services.dispatch.usecases.look_at_case import take_due
from services.dispatch.usecases.parts import acts_on
from shared.contracts.messages import UnsignedCoHandler
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.rules.cosigning import is_unsigned
from shared.store import threads


def unsigned_cohandler(deps: Deps, message: UnsignedCoHandler, message_id: UUID) -> None:
    """Acts once, on a part that waits for its signature; nothing is signed by itself. After a pause another rings."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        part = acts_on(case, message.cohandler_id, c.UnsignedCoHandler.kind)
        if part is None or part.sign_by is None or not is_unsigned(part, work.now):
            return
        case = work.save(case, decide(case, c.UnsignedCoHandler(cohandler_id=part.id), work.facts(case)))
        threads.say(work, case, "part_unsigned", site=part.site, due=part.sign_by)
        take_due(deps, work, case)
