"""Escalation lines for tests, and what the pycasbin model must answer, said without pycasbin."""

from functools import cache

from deploy.seeding import bundle
from shared.domain.cases.measures import Measure, Trigger
from shared.domain.org.model import Tier
from shared.domain.org.tree import OrgTree
from shared.domain.routing.escalation import EscalationFacts, EscalationLine


def a_step(
    line_id: str,
    priority: int = 100,
    tenant: str = "1502",
    trigger: Trigger = Trigger.YELLOW,
    tier: str = "*",
    item: str = "*",
    times: str = "1",
    after: str = "0",
    measure: Measure = Measure.REMIND,
    target: str = "coordinator",
) -> EscalationLine:
    """A first measure after the promised date, for everything, unless told otherwise."""
    return EscalationLine(
        id=line_id,
        tenant_id=tenant,
        version=1,
        priority=priority,
        trigger=trigger,
        tier=tier,
        item=item,
        times=times,
        after=after,
        measure=measure,
        target=target,
    )


def late(
    tenant: str = "150271", trigger: Trigger = Trigger.YELLOW, tier: Tier = Tier.TOWN, item: str = "MZ001"
) -> EscalationFacts:
    """高龄津贴 at a town of the zone, past its promised date."""
    return EscalationFacts(tenant_id=tenant, trigger=trigger, tier=tier, item_code=item, category="民政")


def fits(line: EscalationLine, facts: EscalationFacts, tree: OrgTree) -> bool:
    """The line's meaning."""
    return (
        line.trigger is facts.trigger
        and tree.under(facts.tenant_id, line.tenant_id)
        and line.item in ("*", f"item:{facts.item_code}", f"cat:{facts.category}")
        and line.tier in ("*", facts.tier)
    )


@cache
def seeded_steps() -> tuple[EscalationLine, ...]:
    """The shipped default."""
    fields = [name for name in EscalationLine.__struct_fields__ if name not in ("tenant_id", "version")]
    return tuple(
        EscalationLine(tenant_id=tenant, version=1, **{name: getattr(line, name) for name in fields})
        for tenant, lines in bundle.read().escalation.items()
        for line in lines
    )
