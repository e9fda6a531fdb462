"""What a rating link opens. Wrong ones are counted by address, so that nobody tries them all."""

from services.gateway.deps import ANONYMOUS, Deps
from shared.domain.cases.model import Case, CaseState
from shared.kernel.errors import Refusal, busy, not_found
from shared.store import ratings
from shared.store.ratings import Link
from shared.store.uow import Work


def find_link(deps: Deps, secret: str, address: str) -> Link:
    """The round of the case behind it; looking changes nothing.

    Raises Refusal not_found `rating.link`, alike for wrong and expired ones, or busy `rating.slow_down`.
    """
    key = f"link:{address}"
    with deps.work(ANONYMOUS) as work:
        misses = deps.guesses.reserve(work, key, 1)
        found = _look(work, secret)
        if isinstance(found, Link):
            deps.guesses.release(work, key)
        limit = work.reference.whole(work.reference.root_tenant, "rating.misses_per_minute", 10)
    if misses > limit:
        raise busy("rating.slow_down", retry_after=60)
    if isinstance(found, Refusal):
        raise found
    return found


def rated_case(work: Work, link: Link) -> Case:
    """The case while the round of the link is its last and done; that of a visit in any case.

    Raises Refusal not_found `rating.link`.
    """
    case = work.cases.get(link.case_id)
    if link.occasion:
        return case
    if case.state not in (CaseState.COMPLETED, CaseState.ARCHIVED) or case.round != link.round:
        raise not_found("rating.link")
    return case


def _look(work: Work, secret: str) -> Link | Refusal:
    try:
        return ratings.open_link(work.conn, work.keys.token_key, secret, work.now)
    except Refusal as no:
        return no
