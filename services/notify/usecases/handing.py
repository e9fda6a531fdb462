"""Handing a message to its supplier: claim (commit), call without any transaction, record (commit)."""

import time
from datetime import timedelta

import structlog
from msgspec.structs import replace

from services.notify.deps import Deps
from services.notify.usecases import fates
from services.notify.usecases.choosing import chosen
from services.notify.usecases.claiming import Handing, claim, text_of
from services.notify.usecases.keeping import learned, look_again, written_down
from shared.domain.access.actor import platform
from shared.domain.texting.health import Outcome
from shared.kernel.clock import real_now
from shared.ports.sms import Answer, Meaning
from shared.store import sms as journal
from shared.store.sms import Sms, SmsState
from shared.store.sms_rules import pace
from shared.store.uow import Work

WITHIN = timedelta(seconds=20)  # a process that slept longer between claim and call leaves the message to its timer
GOOD = frozenset({Meaning.ACCEPTED, Meaning.DUPLICATE, Meaning.REFUSED_NUMBER, Meaning.REFUSED_TEXT})
"""Answers that say nothing against the supplier."""


def hand_over(deps: Deps, handing: Handing | None) -> None:
    """Makes the claimed call and records the answer; what a supplier did not take goes to another one at once.

    A crash anywhere in here leaves the message to its timer.
    """
    tried: set[str] = set()
    while handing is not None:
        if real_now() - handing.claimed_at > WITHIN:
            structlog.get_logger("notify").warning("sms.claim_too_old", sms=str(handing.sms_id))
            return
        began = time.monotonic()
        answer = deps.suppliers[handing.supplier].send(handing.outgoing)
        outcome = Outcome(good=answer.meaning in GOOD, ms=(time.monotonic() - began) * 1000, code=answer.code)
        tried.add(handing.supplier)
        handing = _recorded(deps, handing, answer, outcome, tried)


def _recorded(deps: Deps, handing: Handing, answer: Answer, outcome: Outcome, tried: set[str]) -> Handing | None:
    """Writes the answer down. Gives the next attempt where this one proved that nobody has the message."""
    with deps.work(platform(handing.tenant_id)) as work:
        sms, another = journal.find(work.conn, handing.sms_id, lock=True), None
        if sms is not None:
            after = fates.after_answer(sms, handing.attempt, answer, work.now)
            another = _settled(deps, work, sms, after, tried)
        if deps.meter.tell(handing.supplier, outcome):
            deps.meter.write(work.conn, handing.supplier, pace(work.reference))
    return another


def _settled(deps: Deps, work: Work, sms: Sms, after: Sms, tried: set[str]) -> Handing | None:
    refused = after.state in fates.NOT_TAKEN and sms.state not in fates.NOT_TAKEN
    text = text_of(work, sms) if refused and len(tried) < len(deps.suppliers) else None
    if text and chosen(deps, work, after, text, tried).supplier:
        written_down(work, replace(after, state=SmsState.WAITING), "answered")
        return claim(deps, work, work.cases.get(sms.case_id), after, avoid=tried)
    until = work.now + fates.patience(work, sms.tenant_id).retry(after.attempts)
    waits = refused and after.state is SmsState.WAITING
    after = replace(after, held_until=until) if waits else after
    learned(work, sms, after, "answered")
    if waits:
        look_again(work, after, until)
    return None
