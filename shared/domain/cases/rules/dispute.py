"""When sites cannot settle where a case belongs: 问题工单, 提请裁定 and the binding 裁定."""

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.facts import Facts
from shared.domain.cases.model import Case
from shared.domain.cases.rules.handover import leave, offer
from shared.kernel.errors import conflict, invalid


def mark_problem(case: Case, command: c.MarkProblem, facts: Facts) -> tuple[e.Event, ...]:
    """Marked once, for good. Raises Refusal conflict `problem.already`."""
    if case.problem:
        raise conflict("problem.already")
    return (e.ProblemMarked(returns=case.returns, moves=case.moves),)


def raise_dispute(case: Case, command: c.RaiseDispute, facts: Facts) -> tuple[e.Event, ...]:
    """Before whoever decides between departments. Raises Refusal conflict `dispute.undecided` when it lies there."""
    if case.arbiter:
        raise conflict("dispute.undecided")
    return (e.DisputeRaised(site=command.site, role=command.role, why=command.why, between=command.between),)


def settle(case: Case, command: c.Settle, facts: Facts) -> tuple[e.Event, ...]:
    """The leader's decision, with its reasons in words: an offer that can only be signed for, or the holder goes on.

    Raises Refusal invalid `dispute.words`, illegal_move `handover.unable`, and those of an offer.
    """
    if not command.words.strip():
        raise invalid("dispute.words", {"words": "dispute.words"})
    if command.to_site != case.holder_site:
        return offer(case, command, facts)
    return leave(command, facts)
