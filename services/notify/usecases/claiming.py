"""Claiming an attempt at a message: what holds it back, who may take it and how an answer comes back."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from services.notify.deps import Deps
from services.notify.usecases import fates, way_back
from services.notify.usecases.choosing import Choice, able_ones, chosen, takes
from services.notify.usecases.keeping import get_stuck, give_up, look_later, put_off, written_down
from services.notify.usecases.limiting import hold_of, unfit
from services.notify.usecases.purposes import PURPOSES, wanted
from services.notify.usecases.wording import params_of, placed, words_of
from shared.domain.cases.model import Case
from shared.domain.deadlines.calendar import local_date
from shared.domain.texting.segments import segments
from shared.domain.texting.templates import Values, values_fault, within
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.ports.sms import Outgoing
from shared.store import opt_outs, reply_routes, sms_data, sms_spending
from shared.store import sms as journal
from shared.store.sms import Sms, SmsState
from shared.store.sms_data import SmsText
from shared.store.uow import Work

ANYTHING = Values()


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
        supplier="",
        reference=journal.reference_of(work.keys.token_key, case.id, round_, purpose),
        text_version=str(text.version),
        state=SmsState.WAITING,
        created_at=work.now,
    )
    return claim(deps, work, case, sms, text) if journal.put(work.conn, sms) else None


def claim(
    deps: Deps,
    work: Work,
    case: Case,
    sms: Sms,
    fresh: SmsText | None = None,
    avoid: Collection[str] = (),
    prefer: str = "",
) -> Handing | None:
    """Claims an attempt in the caller's transaction, with the timer that asks after it; None where it may not be made.

    A number we never text, or that wants no more, fails at once; in quiet hours it waits for the morning; what a limit
    holds waits until it may go, and a prompt for its turn at the phone; what no supplier may take is stuck. `fresh` is
    the text of a message that was made in this transaction; `avoid` and `prefer` are for the choice of a supplier.
    """
    phone = work.person(case).phone
    token = reply_routes.phone_token(work.keys.token_key, phone)
    reply_routes.hold(work.conn, token)  # before all else: a refusal that comes meanwhile is waited for, and counts
    if fault := unfit(work, phone) or _unwanted(work, token):
        give_up(work, sms, fault)
        return None
    again = not fresh and reply_routes.extension_of(work.conn, sms.id) is not None
    if held := hold_of(work, sms.tenant_id, sms.purpose, token, again):
        put_off(work, sms, held.code, held.until)
        return None
    text = fresh or text_of(work, sms)
    ready = _ready(deps, work, case, sms, text, avoid, prefer)
    if isinstance(ready, Choice):
        _nobody(work, sms, ready)
        return None
    choice, values = ready
    binds = deps.suppliers[choice.supplier].carries_extension
    way = way_back.opened(work, sms, token, binds, fresh is not None)
    if isinstance(way, datetime):
        put_off(work, replace(sms, waiting_since=None), "one_prompt", way)  # no supplier is to blame for this wait
        return None
    return _claimed(work, way, text, choice, values, phone, None if again else token)


def _unwanted(work: Work, token: bytes) -> str:
    return "opted_out" if opt_outs.stands(work.conn, token) else ""


def _ready(
    deps: Deps, work: Work, case: Case, sms: Sms, text: SmsText, avoid: Collection[str], prefer: str
) -> tuple[Choice, Mapping[str, str]] | Choice:
    """A supplier that takes the text with these values; or a choice of none, with the reason.

    Where somebody else may take them who is not up, or has just refused, waiting helps.
    """
    choice, values, unfit_ones, fault = chosen(deps, work, sms, text, avoid, prefer), None, set[str](), ""
    while choice.supplier:
        values = values or PURPOSES[sms.purpose].values(deps, work, case, sms.round)
        theirs = takes(deps, choice.supplier) if choice.template else ANYTHING
        fitting = within(values, theirs)
        fault = values_fault(placed(text, fitting), theirs) if choice.template else ""
        if not fault:
            return choice, fitting
        unfit_ones.add(choice.supplier)
        choice = chosen(deps, work, sms, text, unfit_ones | set(avoid))
    nobody = bool(fault) and unfit_ones >= able_ones(deps, work, text)
    return Choice(why=fault, for_a_person=True) if nobody else choice


def _nobody(work: Work, sms: Sms, choice: Choice) -> None:
    """Waiting for a supplier to be up, or, where that will not help, for a person.

    What a supplier refused for good, and no other takes, is stuck for the reason of who refused it.
    """
    refused = sms.state is SmsState.STUCK
    if refused or choice.for_a_person:
        get_stuck(work, fates.stuck(sms, sms.code if refused else choice.why))
        return
    sms = replace(sms, waiting_since=sms.waiting_since or work.now)
    put_off(work, sms, choice.why, work.now + fates.patience(work, sms.tenant_id).retry(sms.attempts + 1))


def _claimed(
    work: Work, sms: Sms, text: SmsText, choice: Choice, values: Mapping[str, str], phone: str, new: bytes | None
) -> Handing:
    """`new` is the keyed digest of the phone where this is the first attempt, which is counted."""
    words = words_of(text, values)
    sms = replace(
        sms,
        state=SmsState.SENDING,
        supplier=choice.supplier,
        supplier_id=sms.supplier_id if choice.supplier == sms.supplier else "",
        code="",
        attempts=sms.attempts + 1,
        queries=0,
        segments=segments(text.sign, words),
        sent_at=work.now,
        called_at=real_now(),
        held_until=None,
    )
    written_down(work, sms, "claimed")
    look_later(work, sms, work.now + fates.patience(work, sms.tenant_id).pause(sms))
    if new is not None:
        sms_spending.add(work.conn, sms.tenant_id, sms.purpose, local_date(work.now), sms.segments)
    outgoing = Outgoing(
        reference=sms.reference,
        phone=phone,
        text=words,
        sign=text.sign,
        extension=sms.extension,
        purpose=sms.purpose,
        template=choice.template,
        params=params_of(text, values),
    )
    return Handing(
        sms_id=sms.id,
        tenant_id=sms.tenant_id,
        supplier=sms.supplier,
        attempt=sms.attempts,
        outgoing=outgoing,
        claimed_at=real_now(),
    )


def text_of(work: Work, sms: Sms) -> SmsText:
    """The version of its text that the message was made with."""
    return sms_data.text_for(work.conn, tenants_of(work, sms.tenant_id), sms.purpose, int(sms.text_version))


def tenants_of(work: Work, tenant_id: str) -> list[str]:
    """The tenant and those above it, whose texts it inherits."""
    return [site.tenant_id for site in work.reference.tree.up(tenant_id)]
