"""Nobody answered a proposed pause in time: it lapses, and the clock ran on all the while."""

from uuid import UUID

from services.dispatch.deps import CONSUMER, Deps
from shared.contracts.messages import LapsePause
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.store import threads


def lapse_pause(deps: Deps, message: LapsePause, message_id: UUID) -> None:
    """Acts on the very proposal the timer was set for, and only while it is open and past its limit."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        case = work.cases.get(message.case_id)
        proposal = case.pause_proposal
        if proposal is None or proposal.id != message.proposal_id or work.now < proposal.answer_due:
            return
        case = work.save(case, decide(case, c.LapsePause(proposal_id=proposal.id), work.facts(case)))
        threads.say(work, case, "pause_lapsed", by_site=proposal.by_site, to_site=proposal.to_site)
