"""What events about co-handlers and proposed pauses do to a case; part of `evolve`. The holder never changes here."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from shared.domain.cases import joint_events as j
from shared.domain.cases.events import Happened
from shared.domain.cases.joint import CoHandler, CoHandlerState, Filing, PauseProposal
from shared.domain.cases.model import PAUSABLE, Case


def _asked(case: Case, event: j.CoHandlerAsked, h: Happened) -> Case:
    part = CoHandler(
        id=event.cohandler_id,
        site=event.site,
        question=event.words,
        body_site=event.body_site,
        days=event.days,
        asked_at=h.at,
        due_at=event.due_at,
        warn_at=event.warn_at,
        sign_by=event.sign_by,
        sign_minutes=event.sign_minutes,
    )
    return replace(case, cohandlers=(*case.cohandlers, part))


def _signed(case: Case, event: j.CoHandlerSigned, h: Happened) -> Case:
    return _with(case, event.cohandler_id, state=CoHandlerState.SIGNED, signed_at=h.at)


def _answered(case: Case, event: j.CoHandlerAnswered, h: Happened) -> Case:
    answer = {"opinion": event.opinion, "words": event.words, "evidence": event.evidence}
    answered = _with(case, event.cohandler_id, state=CoHandlerState.ANSWERED, answered_at=h.at, **answer)
    return _off_the_board(answered, event.cohandler_id)


def _released(case: Case, event: j.CoHandlerReleased, h: Happened) -> Case:
    return _off_the_board(_with(case, event.cohandler_id, state=CoHandlerState.RELEASED), event.cohandler_id)


def _reminded(case: Case, event: j.CoHandlerReminded, h: Happened) -> Case:
    return _with(case, event.cohandler_id, reminded_at=h.at)


def _overdue(case: Case, event: j.CoHandlerOverdue, h: Happened) -> Case:
    return _with(case, event.cohandler_id, overdue_at=h.at, board=event.board)


def _limit_moved(case: Case, event: j.CoHandlerLimitMoved, h: Happened) -> Case:
    moved = _with(case, event.cohandler_id, due_at=event.due_at, warn_at=event.warn_at)
    return _with(moved, event.cohandler_id, sign_by=event.sign_by) if event.sign_by else moved


def _unsigned(case: Case, event: j.CoHandlerUnsigned, h: Happened) -> Case:
    return _with(case, event.cohandler_id, unsigned_at=h.at)


def _disputed(case: Case, event: j.CoHandlerDisputed, h: Happened) -> Case:
    return _with(case, event.cohandler_id, disputed_at=h.at, board=event.board)


def _settled(case: Case, event: j.CoHandlerSettled, h: Happened) -> Case:
    settled = _with(case, event.cohandler_id, settled_at=h.at, settled_words=event.words)
    return _off_the_board(settled, event.cohandler_id)


def _closed(case: Case, event: j.CoHandlerClosed, h: Happened) -> Case:
    return _with(case, event.cohandler_id, state=CoHandlerState.CLOSED)


def _with(case: Case, part_id: UUID, **changes: Any) -> Case:
    """The case with one part changed, the others as they are."""
    parts = (replace(part, **changes) if part.id == part_id else part for part in case.cohandlers)
    return replace(case, cohandlers=tuple(parts))


def _off_the_board(case: Case, part_id: UUID) -> Case:
    """What lay before a coordinator for this part alone leaves the board with it."""
    board = next(part.board for part in case.cohandlers if part.id == part_id)
    if not board:
        return case
    left = _with(case, part_id, board="")
    waits = bool(left.arbiter) or any(part.board == board for part in left.cohandlers)
    return left if waits or left.pool_site != board else replace(left, pool_site="")


def _proposed(case: Case, event: j.PauseProposed, h: Happened) -> Case:
    proposal = PauseProposal(
        id=event.proposal_id,
        by_site=event.by_site,
        to_site=event.to_site,
        words=event.words,
        proposed_at=h.at,
        answer_due=event.answer_due,
    )
    return replace(case, pause_proposal=proposal)


def _filed(case: Case, event: j.ExternalFiled, h: Happened) -> Case:
    filing = Filing(
        id=event.filing_id,
        body_site=event.body_site,
        site=event.site,
        staff=event.staff_id,
        reference=event.reference,
        words=event.words,
        papers=event.papers,
        filed_on=event.filed_on,
        filed_at=h.at,
        due_at=event.due_at,
        days=event.days,
        by_holder=event.by_holder,
    )
    return replace(case, filings=(*case.filings, filing))


def _reply_moved(case: Case, event: j.ExternalLimitMoved, h: Happened) -> Case:
    return _back(case, event.filing_id, due_at=event.due_at)


def _replied(case: Case, event: j.ExternalReplied, h: Happened) -> Case:
    reply = {"outcome": event.outcome, "reply": event.words, "reply_papers": event.papers}
    return _back(case, event.filing_id, replied_on=event.replied_on, ended_at=h.at, **reply)


def _dropped(case: Case, event: j.ExternalClosed, h: Happened) -> Case:
    return _back(case, event.filing_id, ended_at=h.at)


def _back(case: Case, filing_id: UUID, **changes: Any) -> Case:
    filings = (replace(one, **changes) if one.id == filing_id else one for one in case.filings)
    return replace(case, filings=tuple(filings))


def _no_longer_proposed(case: Case, event: object, h: Happened) -> Case:
    return replace(case, pause_proposal=None)


def without_stale(before: Case, case: Case) -> Case:
    """The case without what an event has overtaken.

    A proposed pause falls when the clock no longer runs, or when other sites than it was between have the case. When a
    coordinator has dealt with what lay on the board, or the case was moved on or sent back, it lies there for another
    matter than these parts, and does not leave with them.
    """
    proposal = case.pause_proposal
    if proposal and not _may_pause(case, proposal):
        case = replace(case, pause_proposal=None)
    placed = before.pool_site and not case.pool_site
    moved = (before.moves, before.returns) != (case.moves, case.returns)
    if (placed or moved) and any(part.board for part in case.cohandlers):
        case = replace(case, cohandlers=tuple(replace(part, board="") for part in case.cohandlers))
    return case


def _may_pause(case: Case, proposal: PauseProposal) -> bool:
    same = {proposal.by_site, proposal.to_site} == {case.origin_site, case.holder_site}
    return same and case.state in PAUSABLE


CHANGES: dict[type, Callable[[Case, Any, Happened], Case]] = {
    j.CoHandlerAsked: _asked,
    j.CoHandlerSigned: _signed,
    j.CoHandlerAnswered: _answered,
    j.CoHandlerReleased: _released,
    j.CoHandlerReminded: _reminded,
    j.CoHandlerOverdue: _overdue,
    j.CoHandlerLimitMoved: _limit_moved,
    j.CoHandlerUnsigned: _unsigned,
    j.CoHandlerDisputed: _disputed,
    j.CoHandlerSettled: _settled,
    j.CoHandlerClosed: _closed,
    j.ExternalFiled: _filed,
    j.ExternalLimitMoved: _reply_moved,
    j.ExternalReplied: _replied,
    j.ExternalClosed: _dropped,
    j.PauseProposed: _proposed,
    j.PauseAccepted: _no_longer_proposed,
    j.PauseDeclined: _no_longer_proposed,
    j.PauseProposalWithdrawn: _no_longer_proposed,
    j.PauseProposalLapsed: _no_longer_proposed,
}
