"""恢复计时: the clocks run again; fully stopped days are given back."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from services.gateway.usecases.placing import look_again
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.model import Case
from shared.store import threads
from shared.store.cohandling_limits import await_answers
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work


def resume_case(
    deps: Deps, actor: Actor, case_id: UUID, words: str = "", *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """Running again, for the co-handlers as well."""
    return move(deps, actor, case_id, c.Resume(words=words), version, idem, then=_run_again)


def _run_again(work: Work, case: Case) -> None:
    """The co-handlers' limits run again, both sites read of it, and what could not be placed meanwhile is placed."""
    await_answers(work, case)
    threads.say(work, case, "clock_resumed", by_site=work.actor.site_id)
    if case.awaits_place:
        look_again(case.awaits_place)(work, case)
