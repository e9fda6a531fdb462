"""协同沟通: a site tells the others of the case something, or notes it for itself alone."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.keep_files import Upload, keeping
from services.gateway.usecases.moving import receipt_of
from shared.domain.access.actor import Actor
from shared.domain.cooperation import turns
from shared.kernel.ids import new_id
from shared.store import attachments, receipt, threads
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def post_turn(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    words: str,
    internal: bool = False,
    *,
    uploads: tuple[Upload, ...] = (),
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Said, with files or without. It changes no version: several people may speak at once.

    Raises the Refusals of `turns.speak` and of `keeping`.
    """
    with keeping(deps, actor, case_id, uploads) as kept, deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        turn = turns.speak(case, actor, work.reference.tree, new_id(), words, internal, work.now, files=len(kept))
        threads.write(work, case, turn)
        attachments.write(work, turn, kept)
        work.receipt = receipt.receipt_of(case, turn.id)
    return receipt_of(work)
