"""交协调员: the site that holds a case puts it before the coordinator of its tenant."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import apply, receipt_of
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def pool_case(
    deps: Deps, actor: Actor, case_id: UUID, words: str = "", *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """On the coordinator's board; the holder keeps it meanwhile. Raises Refusal conflict `pool.already`."""
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        tree = work.reference.tree
        centre = tree.centre(tree.site(case.holder_site).tenant_id)
        apply(work, case, c.Pool(site=centre.id, why="pool.asked", words=words))
    return receipt_of(work)
