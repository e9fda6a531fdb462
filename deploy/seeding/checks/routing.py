"""Routing policies point at places and items that exist, and end in a line that takes everything."""

from collections.abc import Iterator

from deploy.seeding.bundle import Seed
from deploy.seeding.checks.unique import twice
from deploy.seeding.faults import Fault
from deploy.seeding.records import RoutingLine
from shared.domain.org.model import SiteKind, Tier
from shared.domain.routing import conditions
from shared.domain.routing.model import Action
from shared.policy.check import TARGETS


def unique(seed: Seed) -> Iterator[Fault]:
    """In one policy, ids and priorities stand once: which line comes first is never left to chance."""
    for lines in seed.routing.values():
        yield from twice(lines, lambda line: line.id)
        yield from twice(lines, lambda line: line.priority)


def tenants(seed: Seed) -> Iterator[Fault]:
    """A policy belongs to a tenant."""
    ids = {tenant.id for tenant in seed.tenants}
    for tenant, lines in seed.routing.items():
        if tenant not in ids and lines:
            yield Fault(file=lines[0].file, line=0, text=f"{tenant} is no tenant")


def lines(seed: Seed) -> Iterator[Fault]:
    """Origin, item and target mean something."""
    items = {"*", *(f"cat:{i.category}" for i in seed.items), *(f"item:{i.code}" for i in seed.items)}
    sites = {site.id for site in seed.sites}
    names = {s.short_name for s in seed.sites if s.kind is SiteKind.DEPARTMENT}
    targets = {*TARGETS, *(f"department:{name}" for name in names), *(f"site:{site}" for site in sites)}
    for line in (line for lines in seed.routing.values() for line in lines):
        if line.origin_tier not in {"*", *Tier}:
            yield line.fault(f"origin_tier {line.origin_tier} is no tier")
        if line.origin_scope not in {"*", *sites}:
            yield line.fault(f"origin_scope {line.origin_scope} is no site")
        if line.item not in items:
            yield line.fault(f"item {line.item} is neither *, cat:CATEGORY nor item:CODE of items.csv")
        if line.target not in ({"origin"} if line.action is Action.ACCEPT_HERE else targets):
            yield line.fault(f"target {line.target} is unknown (accept_here has the target origin)")
        if unknown := set(line.co) - targets:
            yield line.fault(f"co names {', '.join(sorted(unknown))}, which is unknown")
        yield from _when(line)


def _when(line: RoutingLine) -> Iterator[Fault]:
    try:
        conditions.read(line.when)
    except ValueError as wrong:
        yield line.fault(f"when is not understood: {wrong}")


def endings(seed: Seed) -> Iterator[Fault]:
    """The last line of a policy takes what no other took."""
    for lines in seed.routing.values():
        last = max(lines, key=lambda line: line.priority, default=None)
        if last is not None and not _takes_all(last):
            yield last.fault("the last line should hold everything for the coordinator")


def _takes_all(line: RoutingLine) -> bool:
    matches = {line.origin_tier, line.origin_scope, line.item, line.applicant_kind, line.when}
    always = line.valid_from is None and line.valid_to is None and not line.off
    return matches == {"*"} and always and line.action is Action.HOLD


CHECKS = (unique, tenants, lines, endings)
