"""What an answer, a fate or a receipt makes of a message. Values in, values out: nothing here sends or stores."""

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from shared.ports.sms import Answer, Fate, FateKind, Meaning
from shared.store.sms import FINAL, Sms, SmsState
from shared.store.uow import Work

NOT_ACCEPTED, GIVEN_UP, NOT_WANTED = "not_accepted", "given_up", "not_wanted"


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How long we ask, and when silence is proof: `tries` not-found answers over `minutes`. Our defaults."""

    first_seconds: float = 60
    tries: int = 5
    minutes: float = 30
    max_sends: int = 3
    ask_hours: float = 72

    def pause(self, checks: int) -> timedelta:
        """Until the next look: doubled every time, so that five looks span half an hour and twelve three days."""
        return timedelta(seconds=self.first_seconds * 2 ** min(checks, 12))


def patience(work: Work, tenant_id: str) -> Patience:
    """What the parameters say for this tenant."""
    d, ref = Patience(), work.reference
    return Patience(
        first_seconds=ref.number(tenant_id, "sms.resolve_seconds", d.first_seconds),
        tries=ref.whole(tenant_id, "sms.query_tries", d.tries),
        minutes=ref.number(tenant_id, "sms.query_minutes", d.minutes),
        max_sends=ref.whole(tenant_id, "sms.max_sends", d.max_sends),
        ask_hours=ref.number(tenant_id, "sms.ask_hours", d.ask_hours),
    )


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """The message after a look at it; whether to hand it over again, and whether to look again later."""

    sms: Sms
    resend: bool = False
    look_again: bool = False


_ANSWERS = {
    Meaning.ACCEPTED: SmsState.ACCEPTED,
    Meaning.DUPLICATE: SmsState.ACCEPTED,
    Meaning.REFUSED_NUMBER: SmsState.FAILED,
    Meaning.REFUSED_TEXT: SmsState.FAILED,
    Meaning.REFUSED_CONFIG: SmsState.FAILED,
    Meaning.RETRY_LATER: SmsState.WAITING,
    Meaning.UNKNOWN: SmsState.UNKNOWN,
}


def after_answer(sms: Sms, attempt: int, answer: Answer, now: datetime) -> Sms:
    """A receipt or a look may have been quicker; an answer to an earlier attempt decides nothing any more."""
    if attempt != sms.attempts or sms.state not in (SmsState.SENDING, SmsState.UNKNOWN):
        return sms if sms.supplier_id else replace(sms, supplier_id=answer.supplier_id)
    state, code = _ANSWERS[answer.meaning], "" if answer.meaning is Meaning.ACCEPTED else answer.code
    return _moved(sms, state, code, answer.supplier_id, now)


def after_receipt(sms: Sms, fate: Fate, now: datetime) -> Sms | None:
    """The message after a receipt, unchanged where it says nothing new; None where it contradicts what is known.

    A final state stays. A receipt proves that the supplier has the message, whatever we knew of it.
    """
    if sms.supplier_id and fate.supplier_id not in ("", sms.supplier_id):
        return None
    wanted = _FATES.get(fate.kind)
    if wanted is None or sms.attempts == 0:
        return None
    if sms.state in FINAL:
        return sms if sms.state is wanted or wanted is SmsState.ACCEPTED else None
    return _moved(sms, wanted, fate.code if wanted is SmsState.FAILED else "", fate.supplier_id, now)


_FATES = {
    FateKind.ACCEPTED: SmsState.ACCEPTED,
    FateKind.DELIVERED: SmsState.DELIVERED,
    FateKind.FAILED: SmsState.FAILED,
    FateKind.EXPIRED: SmsState.FAILED,
}


def after_look(sms: Sms, fate: Fate | None, now: datetime, rules: Patience) -> Step:
    """What follows when the timer of a message rings. `fate` None: its supplier cannot be asked."""
    sms = replace(sms, checks=sms.checks + 1)
    if sms.state in FINAL:
        return Step(sms=sms)
    if sms.state is SmsState.WAITING:
        return _again(sms, GIVEN_UP, now, rules)
    if fate is None:
        return Step(sms=_doubtful(sms, "no_query"))
    if fate.kind is FateKind.NOT_FOUND and sms.state is not SmsState.ACCEPTED:
        return _missing(sms, now, rules)
    state = _FATES.get(fate.kind)
    known = _doubtful(sms, fate.code) if state is None else _moved(sms, state, fate.code, fate.supplier_id, now)
    return Step(sms=known, look_again=known.state not in FINAL and not _over(sms, now, rules))


def _missing(sms: Sms, now: datetime, rules: Patience) -> Step:
    """Details lag: not found is proof only when it was said often enough for long enough."""
    sms = replace(sms, queries=sms.queries + 1)
    waited = now - (sms.sent_at or sms.created_at)
    if sms.queries >= rules.tries and waited >= timedelta(minutes=rules.minutes):
        return _again(sms, NOT_ACCEPTED, now, rules)
    return Step(sms=_doubtful(sms, "not_found"), look_again=True)


def _again(sms: Sms, otherwise: str, now: datetime, rules: Patience) -> Step:
    if sms.attempts < rules.max_sends:
        return Step(sms=sms, resend=True)
    return Step(sms=failed(sms, otherwise, now))


def failed(sms: Sms, code: str, now: datetime) -> Sms:
    """Over: nobody has it and nobody will."""
    return replace(sms, state=SmsState.FAILED, code=code, resolved_at=now)


def _doubtful(sms: Sms, code: str) -> Sms:
    """An accepted message stays accepted when the supplier gives no usable answer about it."""
    if sms.state is SmsState.ACCEPTED:
        return sms
    return replace(sms, state=SmsState.UNKNOWN, code=code)


def _over(sms: Sms, now: datetime, rules: Patience) -> bool:
    return now - (sms.sent_at or sms.created_at) >= timedelta(hours=rules.ask_hours)


def _moved(sms: Sms, state: SmsState, code: str, supplier_id: str, now: datetime) -> Sms:
    over = now if state in FINAL else None
    return replace(sms, state=state, code=code, supplier_id=supplier_id or sms.supplier_id, resolved_at=over)
