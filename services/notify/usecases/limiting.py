"""What may go now and what is held: the facts that the tenant's limits are held against."""

from collections.abc import Sequence
from datetime import date, timedelta

from shared.domain.deadlines.calendar import local_date
from shared.domain.texting.holding import AGAIN, CHAIN, Facts, Hold, Rule, held
from shared.domain.texting.numbers import NEVER, PUBLIC, number_fault
from shared.kernel.checks import phone_fault
from shared.store import reply_routes, sms_spending
from shared.store.sms_rules import limits
from shared.store.uow import Work


def hold_of(work: Work, tenant_id: str, purpose: str, token: bytes, again: bool = False) -> Hold | None:
    """What holds a message back now. Ask under `reply_routes.hold`; `again`: it was counted at an earlier attempt."""
    rules: Sequence[Rule] = AGAIN if again else CHAIN
    if not rules:
        return None
    return held(_facts(work, tenant_id, purpose, token), limits(work.reference, tenant_id), rules)


def _facts(work: Work, tenant_id: str, purpose: str, token: bytes) -> Facts:
    today, opens = local_date(work.now), work.reference.calendar_at(tenant_id).opens
    sent = reply_routes.written_since(work.conn, token, work.now - timedelta(days=1))
    spent = sms_spending.spent(work.conn, tenant_id, purpose, today)
    return Facts(
        now=work.now,
        tomorrow=opens(today + timedelta(days=1)),
        next_month=opens(_next_month(today)),
        to_phone=sent,
        to_phone_today=sum(local_date(at) == today for at in sent),
        purpose_today=spent.purpose_today,
        tenant_today=spent.tenant_today,
        spent=spent.segments * limits(work.reference, tenant_id).segment_price,
    )


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def unfit(work: Work, phone: str) -> str:
    """Why this number is none we text, '' where it is."""
    return phone_fault(phone) or number_fault(
        phone, _said(work, "sms.number_ranges", PUBLIC), _said(work, "sms.number_never", NEVER)
    )


def _said(work: Work, key: str, default: str) -> str:
    return work.reference.parameters.get(work.reference.root_tenant, {}).get(key, default)
