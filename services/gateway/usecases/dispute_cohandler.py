"""分歧提请协调: the differing opinion of a co-handler comes before the coordinator of both sites."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import apply, receipt_of
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.model import Case
from shared.domain.org.tree import OrgTree
from shared.domain.routing.coordinator import coordinator_of
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def dispute_cohandler(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    cohandler_id: UUID,
    words: str,
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Raises Refusal conflict `cohandler.settled`, `cohandler.before_coordinator` or `dispute.undecided`.

    Or invalid `cohandler.settlement` without words.
    """
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        board = _board(case, cohandler_id, work.reference.tree)
        apply(work, case, c.DisputeCoHandler(cohandler_id=cohandler_id, board=board, words=words))
    return receipt_of(work)


def _board(case: Case, cohandler_id: UUID, tree: OrgTree) -> str:
    """The centre common to the lead and this co-handler, and to the board the case lies on.

    An id that is none of the co-handlers is told by the rule.
    """
    other = next((part.site for part in case.cohandlers if part.id == cohandler_id), case.holder_site)
    common = coordinator_of(case, other, tree).id
    return tree.common_coordinator(common, case.pool_site).id if case.pool_site else common
