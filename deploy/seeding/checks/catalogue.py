"""Items name departments and handlers that exist, keep their promises within the law, and ask for papers by name."""

import math
from collections.abc import Iterator

from deploy.seeding.bundle import Seed
from deploy.seeding.checks.unique import twice
from deploy.seeding.faults import Fault
from deploy.seeding.records import ItemLine
from shared.domain.org.model import SiteKind, Tier


def unique(seed: Seed) -> Iterator[Fault]:
    """Codes stand once; a paper stands once with its item, under a number of its own."""
    yield from twice(seed.items, lambda line: line.code)
    yield from twice(seed.materials, lambda line: (line.item_code, line.seq))
    yield from twice(seed.materials, lambda line: (line.item_code, line.name))


def owners(seed: Seed) -> Iterator[Fault]:
    """The owner is a tenant."""
    tenants = {tenant.id for tenant in seed.tenants}
    for item in seed.items:
        if item.owner not in tenants:
            yield item.fault(f"owner {item.owner} is no tenant")


def departments(seed: Seed) -> Iterator[Fault]:
    """The department and every handler are known by name."""
    known = {site.short_name for site in seed.sites if site.kind is SiteKind.DEPARTMENT}
    selectors = {"hall", *(f"tier:{tier}" for tier in Tier), *(f"dept:{name}" for name in known)}
    for item in seed.items:
        if item.department and item.department not in known:
            yield item.fault(f"department {item.department} is not in sites.csv")
        for handler in item.handlers:
            if handler not in selectors:
                yield item.fault(f"handler {handler} is none of hall, tier:TIER, dept:DEPARTMENT")


def limits(seed: Seed) -> Iterator[Fault]:
    """What we promise is never longer than what the law allows."""
    for item in seed.items:
        if (item.statutory_days is None) != (item.statutory_unit is None):
            yield item.fault("statutory_days and statutory_unit go together")
        elif item.statutory_days is not None and _promised_as_statutory(item) > item.statutory_days:
            yield item.fault(f"promises {item.promised_days} days, the law allows {item.statutory_days}")


def _promised_as_statutory(item: ItemLine) -> int:
    """Promised working days in the unit of the statutory limit; five working days make a week of seven."""
    return item.promised_days if item.statutory_unit == "WD" else math.ceil(item.promised_days * 7 / 5)


def materials(seed: Seed) -> Iterator[Fault]:
    """A paper belongs to an item that exists."""
    codes = {item.code for item in seed.items}
    for material in seed.materials:
        if material.item_code not in codes:
            yield material.fault(f"item {material.item_code} is not in items.csv")


CHECKS = (unique, owners, departments, limits, materials)
