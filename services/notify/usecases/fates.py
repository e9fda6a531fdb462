"""What an answer, a fate or a receipt makes of a message. Values in, values out: nothing here sends or stores."""

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from shared.ports.sms import Answer, Fate, FateKind, Meaning
from shared.store.sms import FINAL, Sms, SmsState
from shared.store.uow import Work

NOT_ACCEPTED, GIVEN_UP, NOT_WANTED = "not_accepted", "given_up", "not_wanted"


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How long we ask, and when silence is proof: `tries` not-found answers over `minutes`. Our defaults.

    What nobody takes is offered again after `retry_seconds`, doubled up to `retry_longest`, for `wait_hours`.
    """

    first_seconds: float = 60
    tries: int = 5
    minutes: float = 30
    max_sends: int = 3
    ask_hours: float = 72
    retry_seconds: float = 30
    retry_longest: float = 120
    wait_hours: float = 24

    def pause(self, sms: Sms) -> timedelta:
        """Until the next look: doubled every time, so that five looks span half an hour and twelve three days.

        In doubt only a "not found" counts as a look: a supplier that does not answer is asked on, so that its return is
        seen at once.
        """
        looks = sms.checks if sms.state is SmsState.ACCEPTED else sms.queries
        return timedelta(seconds=self.first_seconds * 2 ** min(looks, 12))

    def retry(self, attempts: int) -> timedelta:
        """Until what nobody took is offered again."""
        return timedelta(seconds=min(self.retry_seconds * 2 ** min(max(attempts - 1, 0), 12), self.retry_longest))


def patience(work: Work, tenant_id: str) -> Patience:
    """What the parameters say for this tenant."""
    d, ref = Patience(), work.reference
    return Patience(
        first_seconds=ref.number(tenant_id, "sms.resolve_seconds", d.first_seconds),
        tries=ref.whole(tenant_id, "sms.query_tries", d.tries),
        minutes=ref.number(tenant_id, "sms.query_minutes", d.minutes),
        max_sends=ref.whole(tenant_id, "sms.max_sends", d.max_sends),
        ask_hours=ref.number(tenant_id, "sms.ask_hours", d.ask_hours),
        retry_seconds=ref.number(tenant_id, "sms.retry_seconds", d.retry_seconds),
        retry_longest=ref.number(tenant_id, "sms.retry_longest", d.retry_longest),
        wait_hours=ref.number(tenant_id, "sms.wait_hours", d.wait_hours),
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
    Meaning.REFUSED_TEXT: SmsState.STUCK,
    Meaning.REFUSED_CONFIG: SmsState.STUCK,
    Meaning.RETRY_LATER: SmsState.WAITING,
    Meaning.UNKNOWN: SmsState.UNKNOWN,
}


def after_answer(sms: Sms, attempt: int, answer: Answer, now: datetime) -> Sms:
    """A receipt or a look may have been quicker; an answer to an earlier attempt decides nothing any more."""
    if attempt != sms.attempts or sms.state not in (SmsState.SENDING, SmsState.UNKNOWN):
        return sms if sms.supplier_id else replace(sms, supplier_id=answer.supplier_id)
    state, code = _ANSWERS[answer.meaning], "" if answer.meaning is Meaning.ACCEPTED else answer.code
    return _moved(sms, state, code, answer.supplier_id, now)


NOT_TAKEN = frozenset({SmsState.WAITING, SmsState.STUCK})
"""What an answer leads to that proves nobody has the message: another supplier may be tried at once."""


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
    if sms.state in FINAL or sms.state is SmsState.STUCK:
        return Step(sms=sms)
    if sms.state is SmsState.WAITING:
        return _offered_again(sms, now, rules)
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
        sms = replace(sms, losses=sms.losses + 1)
        return Step(sms=sms, resend=True) if sms.losses < rules.max_sends else Step(sms=stuck(sms, NOT_ACCEPTED))
    return Step(sms=_doubtful(sms, "not_found"), look_again=True)


def _offered_again(sms: Sms, now: datetime, rules: Patience) -> Step:
    """What nobody takes is offered for some hours; then it is for a person."""
    if sms.waiting_since is None or now - sms.waiting_since < timedelta(hours=rules.wait_hours):
        return Step(sms=sms, resend=True)
    return Step(sms=stuck(sms, GIVEN_UP))


def stuck(sms: Sms, code: str) -> Sms:
    """Nobody has it, and it goes no further by itself."""
    return replace(sms, state=SmsState.STUCK, code=code, held_until=None)


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
    waits = (sms.waiting_since or now) if state in NOT_TAKEN else None
    known = supplier_id or sms.supplier_id
    return replace(sms, state=state, code=code, supplier_id=known, resolved_at=over, waiting_since=waits)
