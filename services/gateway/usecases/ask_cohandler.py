"""请协办: another site is asked for its part, with a limit of its own; who holds the case goes on holding it."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import apply, receipt_of
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.org.tree import OrgTree
from shared.kernel.ids import new_id
from shared.store.cohandling_limits import await_answers
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def ask_cohandler(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    to_site: str,
    words: str,
    days: int = 0,
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Asked for `words` within `days` working days (0: the locality's limit); a body outside by its department.

    Raises Refusal invalid `cohandler.incomplete` or `cohandler.same_site`, conflict `cohandler.already`, illegal_move
    `cohandler.unable`.
    """
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        case = apply(work, case, in_place_of(to_site, words, days, work.reference.tree))
        await_answers(work, case, case.cohandlers[-1])
    return receipt_of(work)


def in_place_of(to_site: str, words: str, days: int, tree: OrgTree) -> c.AskCoHandler:
    """The request; one to a body outside goes to the department that supervises it, and names the body."""
    carrier = tree.carrier(to_site).id if to_site in tree else to_site
    body = to_site if carrier != to_site else ""
    return c.AskCoHandler(cohandler_id=new_id(), to_site=carrier, words=words, days=days, body_site=body)
