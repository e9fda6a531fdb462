"""请协办: another site is asked for its part, with a limit of its own; who holds the case goes on holding it."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.model import Case
from shared.kernel.ids import new_id
from shared.store.cohandling_limits import await_answers
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work


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
    """Asked for `words` within `days` working days (0: the locality's limit).

    Raises Refusal invalid `cohandler.incomplete` or `cohandler.same_site`, conflict `cohandler.already`, illegal_move
    `cohandler.unable`.
    """
    command = c.AskCoHandler(cohandler_id=new_id(), to_site=to_site, words=words, days=days)
    return move(deps, actor, case_id, command, version, idem, then=_await_the_new_one)


def _await_the_new_one(work: Work, case: Case) -> None:
    await_answers(work, case, case.cohandlers[-1])
