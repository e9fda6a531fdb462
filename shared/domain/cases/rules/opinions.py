"""会办意见: a co-handler's differing opinion is met in words or put before a coordinator, and all of them make one."""

from collections.abc import Iterable
from uuid import UUID

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.facts import Facts, Part
from shared.domain.cases.joint import OPPOSING, CoHandler, CoHandlerState, GivenOpinion, Opinion
from shared.domain.cases.model import Case
from shared.domain.cases.rules.cohandling import part_of, pooled
from shared.domain.cases.rules.external import require_all_back
from shared.kernel.errors import conflict, illegal_move, invalid


def dispute(case: Case, command: c.DisputeCoHandler, facts: Facts) -> tuple[e.Event, ...]:
    """Put before a coordinator by the lead, also where the case lies on a board: it may rise from there.

    What lay there for another matter does not leave with this one. Raises Refusal as `settle` does, or conflict
    `dispute.undecided` while a leader has the case before them.
    """
    part = _unsettled(case, command.cohandler_id, command.words)
    if part.disputed_at:
        raise conflict("cohandler.before_coordinator")
    if case.arbiter:
        raise conflict("dispute.undecided")
    alone = not case.pool_site or case.watched
    board = command.board if alone else ""
    put = e.CoHandlerDisputed(cohandler_id=part.id, site=part.site, words=command.words, board=board)
    return put, *pooled(command.board, "pool.cohandler_disputed", command.words)


def settle(case: Case, command: c.SettleCoHandler, facts: Facts) -> tuple[e.Event, ...]:
    """How a differing opinion is met. One that lies before a coordinator is no longer the lead's to settle.

    Raises Refusal conflict `cohandler.settled` or `cohandler.before_coordinator`, or invalid `cohandler.settlement`.
    """
    part = _unsettled(case, command.cohandler_id, command.words)
    if part.disputed_at and Part.COORDINATOR not in facts.parts:
        raise conflict("cohandler.before_coordinator")
    return (e.CoHandlerSettled(cohandler_id=part.id, site=part.site, words=command.words),)


def merged(case: Case) -> tuple[GivenOpinion, ...]:
    """Every opinion that goes into the result of the case, in the order in which they were asked."""
    return tuple(
        GivenOpinion(site=part.site, opinion=part.opinion, words=part.words, settled=part.settled_words)
        for part in case.cohandlers
        if part.state is CoHandlerState.ANSWERED and part.opinion is not None
    )


def overall(opinions: Iterable[GivenOpinion]) -> Opinion | None:
    """One word for all: agreement, with conditions as soon as one has some; a differing one where none of them agrees.

    A differing opinion that was settled counts as a condition: how it was met stands beside it. None without opinions.
    """
    given = {one.opinion for one in opinions}
    if not given:
        return None
    if given <= OPPOSING:
        return Opinion.DISAGREE
    return Opinion.AGREE if given == {Opinion.AGREE} else Opinion.CONDITIONS


def require_together(case: Case) -> None:
    """Raises Refusal illegal_move `cohandler.open`, `external.open` or `cohandler.unsettled` where it is too early."""
    if case.open_cohandlers:
        raise illegal_move("cohandler.open", count=len(case.open_cohandlers))
    require_all_back(case.open_filings)
    if unsettled := [part for part in case.cohandlers if part.unsettled]:
        raise illegal_move("cohandler.unsettled", count=len(unsettled))


def _unsettled(case: Case, part_id: UUID, words: str) -> CoHandler:
    part = part_of(case, part_id)
    if not part.unsettled:
        raise conflict("cohandler.settled")
    if not words.strip():
        raise invalid("cohandler.settlement", {"words": "cohandler.settlement"})
    return part
