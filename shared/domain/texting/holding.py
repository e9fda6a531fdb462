"""May a message go now? If not: why, and from when on. A chain of small rules, each over the same facts."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from shared.domain.deadlines.quiet import QuietHours


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What the tenant set; 0 is no limit. `month_budget` and `segment_price` in the same unit (fen). Our defaults."""

    phone_hour: int = 0
    phone_day: int = 3
    purpose_day: int = 0
    tenant_day: int = 0
    month_budget: float = 0
    segment_price: float = 5
    quiet: QuietHours = QuietHours()


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known when a new message is to go.

    `to_phone`: when messages went to this phone, the last day's at least. `tomorrow` and `next_month`: when the house
    opens then. `spent`: of this month, in the unit of the budget.
    """

    now: datetime
    tomorrow: datetime
    next_month: datetime
    to_phone: Sequence[datetime] = ()
    to_phone_today: int = 0
    purpose_today: int = 0
    tenant_today: int = 0
    spent: float = 0


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """Not now: the code says why, `until` from when on it may be tried again."""

    code: str
    until: datetime


Rule = Callable[[Facts, Limits], Hold | None]


def quiet_hours(facts: Facts, limits: Limits) -> Hold | None:
    """No phone is to ring now: again when it may."""
    morning = limits.quiet.end(facts.now)
    return Hold(code="quiet_hours", until=morning) if morning else None


def phone_hour(facts: Facts, limits: Limits) -> Hold | None:
    """A phone had its share of this hour: again when the oldest of them is an hour old."""
    hour = timedelta(hours=1)
    within = sorted(at for at in facts.to_phone if facts.now - at < hour)
    if not limits.phone_hour or len(within) < limits.phone_hour:
        return None
    return Hold(code="hour_cap", until=within[-limits.phone_hour] + hour)


def phone_day(facts: Facts, limits: Limits) -> Hold | None:
    """A phone had its share of this day."""
    full = bool(limits.phone_day) and facts.to_phone_today >= limits.phone_day
    return Hold(code="day_cap", until=facts.tomorrow) if full else None


def purpose_day(facts: Facts, limits: Limits) -> Hold | None:
    """The tenant had its share of this text today."""
    full = bool(limits.purpose_day) and facts.purpose_today >= limits.purpose_day
    return Hold(code="purpose_cap", until=facts.tomorrow) if full else None


def tenant_day(facts: Facts, limits: Limits) -> Hold | None:
    """The tenant had its share of today."""
    full = bool(limits.tenant_day) and facts.tenant_today >= limits.tenant_day
    return Hold(code="tenant_cap", until=facts.tomorrow) if full else None


def budget(facts: Facts, limits: Limits) -> Hold | None:
    """The money of this month is spent. Tried again tomorrow, for somebody may grant more; next month it may go."""
    over = bool(limits.month_budget) and facts.spent >= limits.month_budget
    return Hold(code="budget", until=min(facts.tomorrow, facts.next_month)) if over else None


CHAIN: tuple[Rule, ...] = (quiet_hours, phone_hour, phone_day, purpose_day, tenant_day, budget)
"""What a new message is held by; of several the one that holds longest is told."""
AGAIN: tuple[Rule, ...] = (quiet_hours,)
"""What another attempt at the same message is held by: it was counted already, so only the time of day matters."""


def held(facts: Facts, limits: Limits, rules: Sequence[Rule] = CHAIN) -> Hold | None:
    """None where the message may go now, else what holds it longest."""
    holds = [hold for rule in rules if (hold := rule(facts, limits))]
    return max(holds, key=lambda hold: hold.until, default=None)


def budget_used(spent: float, limits: Limits) -> float:
    """The share of the month's budget that is spent; 0 where there is none."""
    return spent / limits.month_budget if limits.month_budget else 0.0


def alarm(used: float) -> str:
    """'' below 80 %, `near` from there, `over` when it is spent. Our defaults."""
    return "over" if used >= 1 else "near" if used >= NEAR else ""


NEAR = 0.8
