"""同意或不同意延期: whoever leads the holder decides, never who asked; the applicant is told a new date."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.queries.deciders import deciding_site
from services.gateway.usecases.moving import apply, receipt_of
from services.gateway.usecases.telling import tell
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def grant_extension(
    deps: Deps, actor: Actor, case_id: UUID, words: str = "", *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """Both dates move, and the applicant is told by SMS, once for every grant. Raises the Refusals of `grant`."""
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        case = apply(work, case, c.GrantExtension(words=words), deciding_site=deciding_site(work, case))
        tell(work, case, "extended", case.extensions)
    return receipt_of(work)


def refuse_extension(
    deps: Deps, actor: Actor, case_id: UUID, words: str, *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """The dates stay. Raises the Refusals of `refuse`."""
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        apply(work, case, c.RefuseExtension(words=words), deciding_site=deciding_site(work, case))
    return receipt_of(work)
