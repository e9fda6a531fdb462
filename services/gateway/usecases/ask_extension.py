"""申请延期: the holder asks for more working days, before the promised date is over."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.queries.deciders import deciding_site
from services.gateway.usecases.moving import apply, receipt_of
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def ask_extension(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    days: int,
    words: str,
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Asked. Raises Refusal `extension.late`, `extension.used`, `extension.open`, `extension.days` or `.words`."""
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        apply(work, case, c.AskExtension(days=days, words=words), deciding_site=deciding_site(work, case))
    return receipt_of(work)
