"""Limits on text messages as a tenant has them, and how much of this month's budget is spent."""

from datetime import date

import msgspec
from sqlalchemy import func, select

from shared.domain.deadlines.calendar import local_date
from shared.domain.texting.holding import Limits, alarm, budget_used
from shared.store import sms_rules
from shared.store.tables.notify import sms_spending as t
from shared.store.uow import Work


class Month(msgspec.Struct, frozen=True, kw_only=True):
    """What a tenant sent since the first of the month. `alarm`: '' | near | over. Money in yuan; 0 is no budget."""

    since: date
    messages: int
    segments: int
    spent: float
    budget: float
    used: float
    alarm: str


class SmsLimits(msgspec.Struct, frozen=True, kw_only=True):
    """The limits in force (0: none), today's number, and the month."""

    phone_hour: int
    phone_day: int
    purpose_day: int
    tenant_day: int
    today: int
    segment_fen: float
    month: Month


def sms_limits(work: Work) -> SmsLimits:
    """Those of the actor's tenant."""
    tenant = work.actor.tenant_id
    limits = sms_rules.limits(work.reference, tenant)
    day = select(func.coalesce(func.sum(t.c.messages), 0)).where(
        t.c.tenant_id == tenant, t.c.day == local_date(work.now)
    )
    return SmsLimits(
        phone_hour=limits.phone_hour,
        phone_day=limits.phone_day,
        purpose_day=limits.purpose_day,
        tenant_day=limits.tenant_day,
        today=int(work.conn.execute(day).scalar_one()),
        segment_fen=limits.segment_price,
        month=month_of(work, tenant, limits),
    )


def month_of(work: Work, tenant_id: str, limits: Limits | None = None) -> Month:
    """The month of a tenant whose rows are in view."""
    limits = limits or sms_rules.limits(work.reference, tenant_id)
    since = local_date(work.now).replace(day=1)
    summed = select(func.coalesce(func.sum(t.c.messages), 0), func.coalesce(func.sum(t.c.segments), 0))
    messages, segments = work.conn.execute(summed.where(t.c.tenant_id == tenant_id, t.c.day >= since)).one()
    used = budget_used(segments * limits.segment_price, limits)
    return Month(
        since=since,
        messages=int(messages),
        segments=int(segments),
        spent=segments * limits.segment_price / 100,
        budget=limits.month_budget / 100,
        used=round(used, 4),
        alarm=alarm(used),
    )
