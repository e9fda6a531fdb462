"""停表: the clocks stand still for one of three causes; for what the law leaves out the applicant is told so."""

from datetime import date, timedelta
from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import move
from shared.contracts.messages import TellApplicant
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.model import Case
from shared.domain.cases.rules.exclusions import STATUTORY
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
    tell = _tell_all if cause == STATUTORY else _tell
    return move(deps, actor, case_id, command, version, idem, then=tell)


def _tell(work: Work, case: Case) -> None:
    threads.say(work, case, "clock_stopped", by_site=work.actor.site_id)


def _tell_all(work: Work, case: Case) -> None:
    _tell(work, case)
    told = TellApplicant(tenant_id=case.tenant_id, case_id=case.id, purpose="excluded", round=len(case.stops))
    window = work.reference.limits(case.tenant_id).undo.get("paused", 0)
    work.send(told, case, hold=timedelta(seconds=window))
