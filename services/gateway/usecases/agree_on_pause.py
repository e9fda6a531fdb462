"""商定停表: a pause is proposed by origin or holder, and accepted, declined or taken back; the thread tells it."""

from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import Then, move
from services.gateway.usecases.telling import tell
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.model import Case
from shared.kernel.ids import new_id
from shared.store import threads
from shared.store.consent_limit import await_consent
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work


def propose_pause(
    deps: Deps, actor: Actor, case_id: UUID, words: str, *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """Proposed to the other. Raises Refusal illegal_move `pause.alone`, conflict `pause.proposed`, invalid."""
    command = c.ProposePause(proposal_id=new_id(), words=words)
    return move(deps, actor, case_id, command, version, idem, then=_await_and_tell)


def accept_pause(
    deps: Deps, actor: Actor, case_id: UUID, *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """The clock stands still. Raises Refusal conflict `pause.none`, `pause.own` or `pause.lapsed`."""
    return move(deps, actor, case_id, c.AcceptPause(), version, idem, then=_stop)


def decline_pause(
    deps: Deps, actor: Actor, case_id: UUID, words: str, *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """The clock runs on. Raises Refusal conflict `pause.none` or `pause.own`, invalid `pause.declined_words`."""
    return move(deps, actor, case_id, c.DeclinePause(words=words), version, idem, then=_tell("pause_declined"))


def withdraw_pause(
    deps: Deps, actor: Actor, case_id: UUID, words: str = "", *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """Taken back. Raises Refusal conflict `pause.none` or `pause.theirs`."""
    return move(deps, actor, case_id, c.WithdrawPause(words=words), version, idem, then=_tell("pause_withdrawn"))


def _stop(work: Work, case: Case) -> None:
    threads.say(work, case, "pause_accepted", by_site=work.actor.site_id)
    tell(work, case, "paused", len(case.stops), undone_as="paused")


def _tell(says: str) -> Then:
    def say(work: Work, case: Case) -> None:
        threads.say(work, case, says, by_site=work.actor.site_id)

    return say


def _await_and_tell(work: Work, case: Case) -> None:
    await_consent(work, case)
    proposal = case.pause_proposal
    if proposal:
        threads.say(work, case, "pause_proposed", by_site=proposal.by_site, answer_due=proposal.answer_due)
