"""A look after a message whose end is not known: ask the supplier, then decide in one transaction."""

from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from services.notify.usecases import fates
from services.notify.usecases.handing import Handing, claim, give_up, hand_over, look_later
from services.notify.usecases.purposes import wanted
from shared.contracts.messages import ResolveSms
from shared.domain.access.actor import platform
from shared.ports.sms import Fate, FateKind
from shared.store import sms as journal
from shared.store.sms import FINAL, Sms, SmsState
from shared.store.uow import Work


def resolve_sms(deps: Deps, message: ResolveSms, message_id: UUID) -> None:
    """Asks without any transaction. What was found is applied once; a second delivery only asks again."""
    with deps.work(platform(message.tenant_id)) as work:
        sms = journal.find(work.conn, message.sms_id)
    fate = _asked(deps, sms) if sms else None
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        handing = _settle(deps, work, message.sms_id, fate)
    hand_over(deps, handing)


def _asked(deps: Deps, sms: Sms) -> Fate | None:
    """None where nobody can be asked."""
    supplier = deps.suppliers.get(sms.supplier)
    if supplier is None or not supplier.can_query:
        return None
    if sms.state in FINAL or sms.state is SmsState.WAITING:
        return Fate(kind=FateKind.UNKNOWN, code="not_asked")
    return supplier.query(sms.reference)


def _settle(deps: Deps, work: Work, sms_id: UUID, fate: Fate | None) -> Handing | None:
    sms = journal.find(work.conn, sms_id, lock=True)
    if sms is None:
        return None
    rules = fates.patience(work, sms.tenant_id)
    step = fates.after_look(sms, fate, work.now, rules)
    if step.resend:
        return _once_more(deps, work, step.sms)
    if step.sms.state is SmsState.FAILED and sms.state is not SmsState.FAILED:
        give_up(work, step.sms, step.sms.code)
        return None
    journal.change(work.conn, step.sms)
    if step.look_again:
        look_later(work, step.sms, work.now + rules.pause(step.sms.checks))
    elif step.sms.state is SmsState.UNKNOWN:
        work.note("sms.unknown", about=str(sms.case_id), reason=step.sms.code)
    return None


def _once_more(deps: Deps, work: Work, sms: Sms) -> Handing | None:
    """Nobody has it, for certain: the same reference goes out again, if it is still to be said."""
    case = work.cases.get(sms.case_id)
    if sms.supplier not in deps.suppliers or not wanted(work, case, sms.purpose, sms.round):
        give_up(work, sms, fates.NOT_WANTED)
        return None
    return claim(deps, work, case, sms)
