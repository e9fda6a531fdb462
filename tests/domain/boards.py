"""Before whom a case lies, told from it without asking the rules that put it there."""

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.model import OPEN_STATES, Case, CaseState, HandoverKind, HandoverState
from tests.world import TREE

ENDING_A_PART = (c.AnswerCoHandler, c.ReleaseCoHandler, c.SettleCoHandler)


def only_a_placing_takes_it_off_a_board(before: Case, after: Case, command: c.Command) -> None:
    """An offer, a decision, the end of the case or of what it lay there for does; nobody moves it to a board of theirs.

    A co-handler's opinion may take it up to where both meet, never down.
    """
    if isinstance(command, c.DisputeCoHandler):
        assert not before.pool_site or TREE.under(before.pool_site, after.pool_site), command
    elif before.watched and isinstance(command, ENDING_A_PART):
        assert after.pool_site in ("", before.pool_site), command
    elif after.state in OPEN_STATES and not isinstance(command, c.Offer | c.Undo):
        assert (after.pool_site, after.arbiter) == (before.pool_site, before.arbiter) or not before.pool_site, command


def place_of(case: Case) -> tuple[object, str]:
    return case.handover, case.pool_site


def look_at_what_was_heard(before: Case, after: Case) -> None:
    """What was signed for stays; what the other region declined comes before whoever decides between both, at once."""
    if before.handover and before.handover.state is HandoverState.SIGNED:
        assert place_of(after) == place_of(before)
    moves = before.state in OPEN_STATES and before.state is not CaseState.PAUSED
    if moves and said_no_across_tenants(before) and not before.bound:
        assert before_whoever_decides(after)


def before_whoever_decides(case: Case) -> bool:
    """Whether a leader has it, or the centre at which its holder and the site that said no meet, or one above."""
    if case.arbiter:
        return True
    assert case.handover
    meet = TREE.common_coordinator(case.holder_site, case.handover.to_site)
    return TREE.under(meet.id, case.pool_site)


def said_no_across_tenants(case: Case) -> bool:
    last = case.handover
    if last is None or last.state not in (HandoverState.REFUSED, HandoverState.RETURNED):
        return False
    return TREE.site(last.to_site).tenant_id != TREE.site(case.holder_site).tenant_id


def decided(stands: tuple[e.Happened, ...]) -> bool:
    """Whether a leader decided a dispute about it, which may have left it with a holder who has to handle it."""
    settled = HandoverKind.SETTLE
    return any(
        isinstance(h.event, e.DisputeKept) or (isinstance(h.event, e.HandoverOffered) and h.event.handover is settled)
        for h in stands
    )
