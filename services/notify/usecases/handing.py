"""Handing a message to its supplier: claim (commit), call without any transaction, record (commit)."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import structlog
from msgspec.structs import replace

from services.notify.deps import Deps
from services.notify.usecases import fates
from services.notify.usecases.purposes import PURPOSES, wanted
from services.notify.usecases.wording import words_of
from shared.contracts.messages import ResolveSms
from shared.domain.access.actor import platform
from shared.domain.cases.model import Case
from shared.domain.deadlines.calendar import local_date
from shared.domain.deadlines.quiet import QuietHours
from shared.kernel.checks import phone_fault
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.ports.sms import Outgoing
from shared.store import reply_routes, sms_data, timers
from shared.store import sms as journal
from shared.store.sms import FINAL, Sms, SmsState
from shared.store.sms_data import SmsText
from shared.store.uow import Work

WITHIN = timedelta(seconds=20)  # a process that slept longer between claim and call leaves the message to its timer


class Handing(msgspec.Struct, frozen=True, kw_only=True):
    """A claimed attempt: nobody else makes it."""

    sms_id: UUID
    tenant_id: str
    supplier: str
    attempt: int
    outgoing: Outgoing
    claimed_at: datetime


def first(deps: Deps, work: Work, case: Case, purpose: str, round_: int) -> Handing | None:
    """Claims the first attempt; None where the message exists, is not wanted now, or must wait."""
    if not wanted(work, case, purpose, round_):
        return None
    text = sms_data.text_for(work.conn, tenants_of(work, case.tenant_id), purpose)
    sms = Sms(
        id=new_id(),
        tenant_id=case.tenant_id,
        case_id=case.id,
        purpose=purpose,
        round=round_,
        supplier=next(iter(deps.suppliers)),
        reference=journal.reference_of(work.keys.token_key, case.id, round_, purpose),
        text_version=str(text.version),
        state=SmsState.WAITING,
        created_at=work.now,
    )
    return claim(deps, work, case, sms, text) if journal.put(work.conn, sms) else None


def claim(deps: Deps, work: Work, case: Case, sms: Sms, fresh: SmsText | None = None) -> Handing | None:
    """Claims an attempt in the caller's transaction, with the timer that asks after it; None where it may not be made.

    An impossible number fails at once; in quiet hours it waits for the morning, and a phone that had its share of
    messages today gets this one tomorrow. `fresh` is the text of a message that was made in this transaction.
    """
    phone = work.person(case).phone
    if fault := phone_fault(phone):
        give_up(work, sms, fault)
        return None
    if morning := _quiet(work, case.tenant_id).end(work.now):
        _put_off(work, sms, "quiet_hours", morning)
        return None
    token = reply_routes.phone_token(work.keys.token_key, phone)
    reply_routes.hold(work.conn, token)
    if fresh or not reply_routes.exists(work.conn, sms.id):
        if _had_enough(work, case.tenant_id, token):
            _put_off(work, sms, "day_cap", _tomorrow(work, sms.tenant_id))
            return None
        code = reply_routes.free_extension(work.conn, token, work.now) if PURPOSES[sms.purpose].asks else ""
        sms = replace(sms, extension=code)
        reply_routes.put(work.conn, sms, token, work.now)
    sms = replace(sms, state=SmsState.SENDING, code="", attempts=sms.attempts + 1, queries=0, sent_at=work.now)
    journal.change(work.conn, sms)
    look_later(work, sms, work.now + fates.patience(work, sms.tenant_id).pause(sms.checks))
    return Handing(
        sms_id=sms.id,
        tenant_id=sms.tenant_id,
        supplier=sms.supplier,
        attempt=sms.attempts,
        outgoing=_written(deps, work, case, sms, phone, fresh or _text_of(work, sms)),
        claimed_at=real_now(),
    )


def _text_of(work: Work, sms: Sms) -> SmsText:
    return sms_data.text_for(work.conn, tenants_of(work, sms.tenant_id), sms.purpose, int(sms.text_version))


def _written(deps: Deps, work: Work, case: Case, sms: Sms, phone: str, text: SmsText) -> Outgoing:
    values = PURPOSES[sms.purpose].values(deps, work, case, sms.round)
    return Outgoing(
        reference=sms.reference, phone=phone, text=words_of(text, values), sign=text.sign, extension=sms.extension
    )


def tenants_of(work: Work, tenant_id: str) -> list[str]:
    """The tenant and those above it, whose texts it inherits."""
    return [site.tenant_id for site in work.reference.tree.up(tenant_id)]


def _had_enough(work: Work, tenant_id: str, token: bytes) -> bool:
    """Whether this phone had its messages of today, whoever wrote them."""
    sent = reply_routes.written_since(work.conn, token, work.now - timedelta(days=1))
    today = [at for at in sent if local_date(at) == local_date(work.now)]
    return len(today) >= work.reference.whole(tenant_id, "sms.day_cap", 3)


def _quiet(work: Work, tenant_id: str) -> QuietHours:
    d = QuietHours()
    since = work.reference.number(tenant_id, "sms.quiet_from", d.since)
    return QuietHours(since=since, until=work.reference.number(tenant_id, "sms.quiet_until", d.until))


def _tomorrow(work: Work, tenant_id: str) -> datetime:
    return work.reference.calendar_at(tenant_id).opens(local_date(work.now) + timedelta(days=1))


def _put_off(work: Work, sms: Sms, code: str, until: datetime) -> None:
    """It waits, and the journal says for what; then it is looked at again, and sent if it is still to be said."""
    sms = replace(sms, state=SmsState.WAITING, code=code)
    journal.change(work.conn, sms)
    look_later(work, sms, until)


def look_later(work: Work, sms: Sms, at: datetime) -> None:
    """Sets the timer that looks after the message; there is one for every look."""
    work.timer(ResolveSms(tenant_id=sms.tenant_id, sms_id=sms.id), key=f"{sms.id}:{sms.checks}", due_at=at)


def learned(work: Work, before: Sms, after: Sms) -> None:
    """Writes what a receipt or an answer told; an end that is known needs no look any more."""
    if after.state is SmsState.FAILED and before.state is not SmsState.FAILED:
        give_up(work, after, after.code)
    else:
        journal.change(work.conn, after)
    if after.state in FINAL:
        timers.drop(work.conn, ResolveSms.kind, f"{after.id}:{after.checks}")


def give_up(work: Work, sms: Sms, code: str) -> None:
    """Over, without any doubt, and visible: in the journal and in the audit."""
    journal.change(work.conn, fates.failed(sms, code, work.now))
    reply_routes.close(work.conn, sms.id, work.now)
    work.note("sms.failed", about=str(sms.case_id), reason=code)


def hand_over(deps: Deps, handing: Handing | None) -> None:
    """Makes the claimed call and records the answer. A crash anywhere in here leaves the message to its timer."""
    if handing is None:
        return
    if real_now() - handing.claimed_at > WITHIN:
        structlog.get_logger("notify").warning("sms.claim_too_old", sms=str(handing.sms_id))
        return
    answer = deps.suppliers[handing.supplier].send(handing.outgoing)
    with deps.work(platform(handing.tenant_id)) as work:
        sms = journal.find(work.conn, handing.sms_id, lock=True)
        if sms is None:
            return
        after = fates.after_answer(sms, handing.attempt, answer, work.now)
        learned(work, sms, after)
