"""What localities set about sending: limits, prices, and how fast weights move, as the parameters have it."""

from shared.domain.deadlines.quiet import QuietHours
from shared.domain.texting.health import Pace
from shared.domain.texting.holding import Limits
from shared.store.reference import Reference


def limits(ref: Reference, tenant_id: str) -> Limits:
    """What the tenant set, or a tenant above it. The budget is set in yuan and reckoned in fen."""
    d = Limits()
    since = ref.number(tenant_id, "sms.quiet_from", d.quiet.since)
    return Limits(
        phone_hour=ref.whole(tenant_id, "sms.hour_cap", d.phone_hour),
        phone_day=ref.whole(tenant_id, "sms.day_cap", d.phone_day),
        purpose_day=ref.whole(tenant_id, "sms.purpose_day_cap", d.purpose_day),
        tenant_day=ref.whole(tenant_id, "sms.tenant_day_cap", d.tenant_day),
        month_budget=100 * ref.number(tenant_id, "sms.month_budget", d.month_budget),
        segment_price=ref.number(tenant_id, "sms.segment_fen", d.segment_price),
        quiet=QuietHours(since=since, until=ref.number(tenant_id, "sms.quiet_until", d.quiet.until)),
    )


def pace(ref: Reference) -> Pace:
    """How fast weights move, as the topmost tenant set it."""
    d, root = Pace(), ref.root_tenant
    return Pace(
        slow_ms=ref.number(root, "supplier.slow_ms", d.slow_ms),
        half_life_seconds=ref.number(root, "supplier.half_life_seconds", d.half_life_seconds),
        least_share=ref.number(root, "supplier.least_share", d.least_share),
        trips=ref.whole(root, "supplier.trips", d.trips),
        probe_seconds=ref.number(root, "supplier.probe_seconds", d.probe_seconds),
        probe_longest_seconds=ref.number(root, "supplier.probe_longest", d.probe_longest_seconds),
    )
