"""停表: the clocks stand still for one of three causes, and the applicant is told for which."""

from datetime import date
from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from services.gateway.usecases.telling import tell
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.model import Case
from shared.store import threads
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.uow import Work


def pause_case(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    cause: str,
    words: str,
    exclusion: str = "",
    evidence: str = "",
    notice_day: date | None = None,
    expected_days: int = 0,
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """A statutory cause needs its written notice; the SMS waits until the pause can no longer be taken back.

    Raises Refusal invalid as `pause` does, illegal_move `pause.needs_consent`.
    """
    command = c.Pause(
        cause=cause,
        words=words,
        exclusion=exclusion,
        evidence=evidence,
        notice_day=notice_day,
        expected_days=expected_days,
    )

    def tell_all(work: Work, case: Case) -> None:
        threads.say(work, case, "clock_stopped", by_site=work.actor.site_id)
        tell(work, case, _NOTICES[cause], len(case.stops), undone_as="paused")

    return move(deps, actor, case_id, command, version, idem, then=tell_all)


_NOTICES = {"correction": "gaps", "agreed": "paused", "statutory": "excluded"}
"""What the applicant is told of a pause, by its cause."""
