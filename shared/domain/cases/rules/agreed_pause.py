"""商定停表: where a case began elsewhere than it is handled, only both together stop its clock by agreement."""

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.facts import Facts
from shared.domain.cases.joint import PauseProposal
from shared.domain.cases.model import Case
from shared.domain.deadlines.minutes import after_minutes
from shared.kernel.errors import conflict, illegal_move, invalid


def propose(case: Case, command: c.ProposePause, facts: Facts) -> tuple[e.Event, ...]:
    """Proposed by the origin or the holder to the other, which answers within a limit of working minutes.

    Raises Refusal illegal_move `pause.alone` where both are one, conflict `pause.proposed`, or invalid `pause.words`.
    """
    if case.origin_site == case.holder_site:
        raise illegal_move("pause.alone")
    if case.pause_proposal:
        raise conflict("pause.proposed")
    if not command.words.strip():
        raise invalid("pause.words", {"words": "pause.words"})
    other = case.origin_site if facts.actor.site_id == case.holder_site else case.holder_site
    return (
        e.PauseProposed(
            proposal_id=command.proposal_id,
            by_site=facts.actor.site_id,
            to_site=other,
            answer_due=after_minutes(facts.now, facts.limits.pause_answer_minutes, facts.calendar),
            words=command.words,
        ),
    )


def accept(case: Case, command: c.AcceptPause, facts: Facts) -> tuple[e.Event, ...]:
    """Agreed: the clock stands still from now, for the reason that was proposed.

    Raises Refusal conflict `pause.none`, `pause.own`, or `pause.lapsed` when the limit for the answer is over.
    """
    proposal = _asked_of(case, facts)
    if facts.now >= proposal.answer_due:
        raise conflict("pause.lapsed")
    agreed = e.PauseAccepted(proposal_id=proposal.id, by_site=proposal.by_site, to_site=proposal.to_site)
    return agreed, e.Paused(cause="agreed", words=proposal.words)


def decline(case: Case, command: c.DeclinePause, facts: Facts) -> tuple[e.Event, ...]:
    """Not agreed, in words; the clock runs on. Raises Refusal conflict `pause.none` or `pause.own`, invalid."""
    proposal = _asked_of(case, facts)
    if not command.words.strip():
        raise invalid("pause.declined_words", {"words": "pause.declined_words"})
    return (
        e.PauseDeclined(
            proposal_id=proposal.id, by_site=proposal.by_site, to_site=proposal.to_site, words=command.words
        ),
    )


def withdraw(case: Case, command: c.WithdrawPause, facts: Facts) -> tuple[e.Event, ...]:
    """Taken back by who proposed it, unanswered. Raises Refusal conflict `pause.none` or `pause.theirs`."""
    proposal = _open(case)
    if facts.actor.site_id != proposal.by_site:
        raise conflict("pause.theirs")
    return (
        e.PauseProposalWithdrawn(
            proposal_id=proposal.id, by_site=proposal.by_site, to_site=proposal.to_site, words=command.words
        ),
    )


def lapse(case: Case, command: c.LapsePause, facts: Facts) -> tuple[e.Event, ...]:
    """Nobody answered in time. Raises Refusal conflict `pause.stale` for another proposal, or one whose limit runs."""
    proposal = case.pause_proposal
    if proposal is None or proposal.id != command.proposal_id or facts.now < proposal.answer_due:
        raise conflict("pause.stale")
    return (e.PauseProposalLapsed(proposal_id=proposal.id, by_site=proposal.by_site, to_site=proposal.to_site),)


def require_one_sided(case: Case, cause: str) -> None:
    """Raises Refusal illegal_move `pause.needs_consent` where one party wants to stop the clock by agreement, alone.

    补正 and statutory procedures stop it one-sidedly, as the law has it.
    """
    if cause == "agreed" and case.origin_site != case.holder_site:
        raise illegal_move("pause.needs_consent")


def _open(case: Case) -> PauseProposal:
    if case.pause_proposal is None:
        raise conflict("pause.none")
    return case.pause_proposal


def _asked_of(case: Case, facts: Facts) -> PauseProposal:
    proposal = _open(case)
    if facts.actor.site_id != proposal.to_site:
        raise conflict("pause.own")
    return proposal
