"""已读: how far somebody has read the conversation of a case, and the notes of their own site."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import receipt_of
from shared.domain.access.actor import Actor
from shared.store import receipt, threads
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def mark_read(deps: Deps, actor: Actor, case_id: UUID, turns: tuple[UUID, ...], *, idem: Idem | None = None) -> Receipt:
    """Read up to these turns, each in its audience; a mark never goes back. A turn that is none marks nothing."""
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id)
        for turn in turns:
            threads.mark(work, case, turn)
        work.receipt = receipt.receipt_of(case)
    return receipt_of(work)
