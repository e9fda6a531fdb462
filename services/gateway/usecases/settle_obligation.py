"""An obligation ends: fulfilled by the site that owes it, or no longer wanted by the site that waits."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.keep_files import Upload, keeping
from services.gateway.usecases.moving import receipt_of
from shared.domain.access.actor import Actor
from shared.domain.cooperation import obligations as rules
from shared.domain.cooperation.turns import speak
from shared.kernel.ids import new_id
from shared.store import attachments, obligations, receipt, threads
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def fulfil_obligation(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    obligation_id: UUID,
    words: str,
    *,
    uploads: tuple[Upload, ...] = (),
    idem: Idem | None = None,
) -> Receipt:
    """Answered or sent, with the words or the files that say so.

    Raises the Refusals of `speak` and of `keeping`, conflict `obligation.none` or `obligation.settled`, forbidden
    `obligation.part`.
    """
    with keeping(deps, actor, case_id, uploads) as kept, deps.work(actor, idem) as work:
        case, tree = work.cases.get(case_id), work.reference.tree
        one = obligations.take(work.conn, case.id, obligation_id)
        obligations.put(work.conn, rules.fulfil(one, case, actor, work.now))
        turn = speak(case, actor, tree, new_id(), words, internal=False, now=work.now, about=one.id, files=len(kept))
        threads.write(work, case, turn)
        attachments.write(work, turn, kept)
        work.receipt = receipt.receipt_of(case, turn.id)
    return receipt_of(work)


def withdraw_obligation(
    deps: Deps, actor: Actor, case_id: UUID, obligation_id: UUID, *, idem: Idem | None = None
) -> Receipt:
    """No longer needed. Raises Refusal conflict `obligation.none` or `obligation.settled`, forbidden `.part`."""
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id)
        one = obligations.take(work.conn, case.id, obligation_id)
        obligations.put(work.conn, rules.withdraw(one, case, actor, work.now))
        threads.say(work, case, "debt_withdrawn", about=one.id, by_site=rules.owes(one, case))
        work.receipt = receipt.receipt_of(case, one.id)
    return receipt_of(work)
