"""A look after a message whose end is not known: ask the supplier, then decide in one transaction."""

from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from services.notify.usecases import fates
from services.notify.usecases.claiming import Handing, claim
from services.notify.usecases.handing import hand_over
from services.notify.usecases.keeping import give_up, learned, look_later
from services.notify.usecases.purposes import wanted
from shared.contracts.messages import ResolveSms
from shared.domain.access.actor import platform
from shared.kernel.clock import real_now
from shared.ports.sms import Fate, FateKind, Sent
from shared.store import reply_routes
from shared.store import sms as journal
from shared.store.sms import Sms, SmsState
from shared.store.uow import Work

ASKED = frozenset({SmsState.SENDING, SmsState.UNKNOWN, SmsState.ACCEPTED})
"""States in which the supplier may know more than we do."""


def resolve_sms(deps: Deps, message: ResolveSms, message_id: UUID) -> None:
    """Asks without any transaction. What was found is applied once; a second delivery only asks again."""
    with deps.work(platform(message.tenant_id)) as work:
        sms = journal.find(work.conn, message.sms_id)
        sent = _sent(work, sms) if sms else None
    fate = _asked(deps, sms, sent) if sms else None
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        handing = _settle(deps, work, message.sms_id, fate)
    hand_over(deps, handing)


def _sent(work: Work, sms: Sms) -> Sent | None:
    """To whom and when, in real time: some suppliers find a message by these alone.

    None where nobody is asked, or where the applicant has another phone than the one it went to: that one says nothing.
    """
    if sms.state not in ASKED or sms.sent_at is None:
        return None
    phone = work.person(work.cases.get(sms.case_id)).phone
    token = reply_routes.phone_token(work.keys.token_key, phone)
    if not reply_routes.leads_to(work.conn, sms.id, token):
        return None
    at = sms.called_at or real_now() - (work.now - sms.sent_at)
    return Sent(phone=phone, at=at, supplier_id=sms.supplier_id)


def _asked(deps: Deps, sms: Sms, sent: Sent | None) -> Fate | None:
    """None where nobody can be asked."""
    supplier = deps.suppliers.get(sms.supplier)
    if supplier is None or not supplier.can_query:
        return None
    if sms.state not in ASKED:
        return Fate(kind=FateKind.UNKNOWN, code="not_asked")
    return supplier.query(sms.reference, sent)


def _settle(deps: Deps, work: Work, sms_id: UUID, fate: Fate | None) -> Handing | None:
    sms = journal.find(work.conn, sms_id, lock=True)
    if sms is None:
        return None
    rules = fates.patience(work, sms.tenant_id)
    step = fates.after_look(sms, fate, work.now, rules)
    if step.resend:
        return _once_more(deps, work, step.sms)
    learned(work, sms, step.sms, "looked")
    if step.look_again:
        look_later(work, step.sms, work.now + rules.pause(step.sms))
    elif step.sms.state is SmsState.UNKNOWN:
        work.note("sms.unknown", about=str(sms.case_id), reason=step.sms.code)
    return None


def _once_more(deps: Deps, work: Work, sms: Sms) -> Handing | None:
    """Nobody has it, for certain: it goes out again, if it is still to be said.

    After silence to the same supplier, while that works: should it have the message after all, it knows the reference.
    """
    case = work.cases.get(sms.case_id)
    if not wanted(work, case, sms.purpose, sms.round):
        give_up(work, sms, fates.NOT_WANTED)
        return None
    silent = sms.supplier if sms.state is not SmsState.WAITING else ""
    return claim(deps, work, case, sms, prefer=silent)
