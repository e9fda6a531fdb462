"""Escalation policies speak of items that exist, and every chain they name begins with its first measure."""

from collections.abc import Iterator

from deploy.seeding.bundle import Seed
from deploy.seeding.checks.unique import twice
from deploy.seeding.faults import Fault
from shared.domain.cases.measures import Trigger
from shared.domain.routing.recipients import TARGETS

_CITY = "1502"
NTH = frozenset({Trigger.RETURNED})
"""Triggers of which each time is one measure: what was returned once is no reason for anything."""


def unique(seed: Seed) -> Iterator[Fault]:
    """In one policy, ids and priorities stand once."""
    for lines in seed.escalation.values():
        yield from twice(lines, lambda line: line.id)
        yield from twice(lines, lambda line: line.priority)


def lines(seed: Seed) -> Iterator[Fault]:
    """Item and target mean something; tiers, times and delays are looked at when the policies are loaded."""
    items = {"*", *(f"cat:{i.category}" for i in seed.items), *(f"item:{i.code}" for i in seed.items)}
    targets = {*TARGETS, "-", *(f"site:{site.id}" for site in seed.sites)}
    for line in (line for lines in seed.escalation.values() for line in lines):
        if line.item not in items:
            yield line.fault(f"item {line.item} is neither *, cat:CATEGORY nor item:CODE of items.csv")
        if line.target not in targets:
            yield line.fault(f"target {line.target} is unknown")


def whole(seed: Seed) -> Iterator[Fault]:
    """The city's default says for every trigger what comes first, for every tier and every item."""
    first = {
        line.trigger
        for line in seed.escalation.get(_CITY, ())
        if (line.tier, line.item) == ("*", "*") and (line.times in ("1", "*") or line.trigger in NTH)
    }
    for trigger in sorted(set(Trigger) - {Trigger.HAND} - first):
        yield Fault(file="policies/escalation.csv", line=0, text=f"no line says what comes first after {trigger}")


CHECKS = (unique, lines, whole)
