"""Writing down what became of a message, with the timer that looks after it while its end is not known."""

from datetime import datetime

from msgspec.structs import replace

from services.notify.usecases import fates, turns
from shared.contracts.messages import ResolveSms
from shared.store import bells, sms_history, timers
from shared.store import sms as journal
from shared.store.sms import FINAL, Sms, SmsState
from shared.store.sms_history import What
from shared.store.uow import Work


def put_off(work: Work, sms: Sms, code: str, until: datetime) -> None:
    """Not now: it waits, in sight, until then."""
    sms = replace(sms, state=SmsState.WAITING, code=code, held_until=until)
    written_down(work, sms, "held")
    look_again(work, sms, until)


def look_later(work: Work, sms: Sms, at: datetime) -> None:
    """Sets the timer that looks after the message; there is one for every look."""
    work.timer(ResolveSms(tenant_id=sms.tenant_id, sms_id=sms.id), key=_timer(sms), due_at=at)


def look_again(work: Work, sms: Sms, at: datetime) -> None:
    """The same, at another time than was set before."""
    timers.drop(work.conn, ResolveSms.kind, _timer(sms))
    look_later(work, sms, at)


def _timer(sms: Sms) -> str:
    return f"{sms.id}:{sms.checks}"


def learned(work: Work, before: Sms, after: Sms, what: What) -> None:
    """Writes what a receipt, an answer or a look told; an end that is known needs no look any more."""
    if after.state is SmsState.FAILED and before.state is not SmsState.FAILED:
        give_up(work, after, after.code, what)
    elif after.state is SmsState.STUCK and before.state is not SmsState.STUCK:
        get_stuck(work, after)
    elif (after.state, after.code) != (before.state, before.code):
        written_down(work, after, what)
    else:
        journal.change(work.conn, after)
    if after.state in FINAL or after.state is SmsState.STUCK:
        timers.drop(work.conn, ResolveSms.kind, _timer(after))


def written_down(work: Work, sms: Sms, what: What) -> None:
    """The message as it is now, and the step that led to it."""
    sms_history.moved(work.conn, sms, what, work.now)


def give_up(work: Work, sms: Sms, code: str, what: What = "held") -> None:
    """Over, without any doubt, and visible: in the journal and in the audit."""
    written_down(work, fates.failed(sms, code, work.now), what)
    turns.given_up(work, sms)
    work.note("sms.failed", about=str(sms.case_id), reason=code)


def get_stuck(work: Work, sms: Sms) -> None:
    """Nobody has it and it goes no further by itself: for a person, in the journal and in the audit."""
    written_down(work, sms, "stuck")
    work.note("sms.stuck", about=str(sms.case_id), reason=sms.code)
    bells.ring_of(work, "sms_stuck", sms.tenant_id, sms.id)
