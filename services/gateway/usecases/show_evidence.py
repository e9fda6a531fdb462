"""整改凭据: files that show what was done about a bad rating, in the conversation of the case and with the order."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.keep_files import Upload, keeping
from services.gateway.usecases.moving import receipt_of
from shared.domain.access.actor import Actor
from shared.domain.cooperation import turns
from shared.domain.feedback.rectification import Rectification, require_open, require_part
from shared.kernel.errors import invalid
from shared.kernel.ids import new_id
from shared.store import attachments, receipt, rectifications, threads
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work


def show_evidence(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    words: str,
    *,
    uploads: tuple[Upload, ...],
    version: int | None = None,
    idem: Idem | None = None,
    named: UUID | None = None,
) -> Receipt:
    """Kept, for every site of the case to see, also where the file is closed and nobody talks in it any more.

    Raises Refusal of `meant`, forbidden `rectification.part`, conflict `rectification.closed`, invalid `file.none`, and
    the Refusals of `turns.evidence` and of `keeping`.
    """

    def may(work: Work) -> None:
        _open_order(work, case_id, named)

    with keeping(deps, actor, case_id, uploads, may) as kept, deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        order = _open_order(work, case_id, named)
        if not kept:
            raise invalid("file.none", {"file": "file.none"})
        turn = turns.evidence(case, actor, new_id(), words, work.now)
        threads.write(work, case, turn)
        attachments.write(work, turn, kept)
        made = attachments.of_case(work.conn, case_id)[turn.id]
        rectifications.record(work, order, "evidence", words=words, attached=tuple(one.id for one in made))
        work.note("rectification.evidence", str(case.id), str(len(made)))
        work.receipt = receipt.receipt_of(case, turn.id)
    return receipt_of(work)


def _open_order(work: Work, case_id: UUID, named: UUID | None) -> Rectification:
    order = rectifications.take_meant(work.conn, work.cases.get(case_id).id, named)
    require_part(order, work.actor, work.reference.tree)
    require_open(order)
    return order
