"""Cases that a line is written for: what a check asks a policy, instead of guessing what its lines add up to."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, product

import msgspec

from shared.domain.catalogue.intake import serves
from shared.domain.catalogue.model import Item
from shared.domain.org.model import Site, SiteKind, Tier
from shared.domain.org.tree import OrgTree
from shared.domain.routing.conditions import DECISIVE, NOT_TOLD, Bounds, Conditions, read
from shared.domain.routing.facts import preview_facts
from shared.domain.routing.model import RouteFacts, RuleLine

_COUNTERS = (SiteKind.STATION, SiteKind.HALL, SiteKind.PARK)
"""Where people come."""

MOST_TENANTS = 12
"""Of the tenants that inherit, how many are looked at. Our default."""


class World(msgspec.Struct, frozen=True, kw_only=True):
    """What a check knows besides the lines: whose policy it is, the sites, the items published now, and the day."""

    tenant_id: str
    tree: OrgTree
    items: Mapping[str, Item]
    day: date

    def tenants(self) -> Sequence[str]:
        """The tenant itself and those that inherit from it, as many as are looked at."""
        below = (site.id for site in self.tree if site.kind is SiteKind.CENTRE and site.id != self.tenant_id)
        inheriting = (centre for centre in below if self.tree.under(centre, self.tenant_id))
        return [self.tenant_id, *islice(inheriting, MOST_TENANTS)]

    def served(self, tenant_id: str) -> Iterator[Item]:
        """What may be taken in there."""
        return (item for item in self.items.values() if item.open and serves(item, tenant_id, self.tree))


def for_line(line: RuleLine, world: World) -> Iterator[tuple[RouteFacts, Item]]:
    """Cases that fit the line, one for each item and each sort of place, with what it asks for just fulfilled."""
    day = _day(line, world.day)
    when = read(line.when)
    if day is None:
        return
    for tenant in world.tenants():
        places = _sorts(line, tenant, world.tree)
        for item, place in product(_items(line.item, world.served(tenant)), places):
            for kind in item.applicant_kinds:
                if line.applicant_kind in ("*", kind):
                    yield from _case(when, tenant, place, kind, item, day, world.tree)


def of_all_items(world: World) -> Iterator[tuple[RouteFacts, Item]]:
    """Cases of every item at every sort of counter, of the own region and of another one."""
    everything = RuleLine(id="", tenant_id=world.tenant_id, version=0, priority=0)
    for when in ("competence=inside", "competence=outside"):
        for facts, item in for_line(msgspec.structs.replace(everything, when=when), world):
            if world.tree.site(facts.origin_site).kind in _COUNTERS:
                yield facts, item


def _case(
    when: Conditions, tenant: str, place: Site, kind: str, item: Item, day: date, tree: OrgTree
) -> Iterator[tuple[RouteFacts, Item]]:
    name, _, where = when.place.partition("=")
    region = _region(tenant, where, tree) if where else ""
    if where and not region:
        return
    facts = preview_facts(
        tenant,
        place.id,
        kind,
        region if name == DECISIVE else "",
        item,
        tree,
        regions={name: region} if where and name != DECISIVE else {},
        amount=_some(when.amount),
        moves=max(when.moves.least, 0),
        returns=max(when.returns.least, 0),
        day=day,
    )
    yield facts, item


def _some(bounds: Bounds) -> int | None:
    return None if bounds.least == NOT_TOLD else bounds.least


def _region(tenant: str, where: str, tree: OrgTree) -> str:
    """A county-level area that is ours, or one that is not; '' where there is none of the sort."""
    areas = (site.id for site in tree if site.kind is SiteKind.CENTRE and site.tier is Tier.DISTRICT)
    return next((area for area in areas if tree.under(area, tenant) == (where == "inside")), "")


def _day(line: RuleLine, today: date) -> date | None:
    """A day from today on that the line counts on; None where it is over."""
    day = max(line.valid_from or today, today)
    return day if line.in_force(day) else None


def _items(wanted: str, served: Iterator[Item]) -> Iterator[Item]:
    return (item for item in served if wanted in ("*", f"item:{item.code}", f"cat:{item.category}"))


def _sorts(line: RuleLine, tenant: str, tree: OrgTree) -> Sequence[Site]:
    """One site for each tier and kind of place that the line names."""
    found: dict[tuple[Tier, SiteKind, bool], Site] = {}
    for site in tree:
        if site.tenant_id != tenant or line.origin_tier not in ("*", site.tier):
            continue
        if line.origin_scope == "*" or tree.under(site.id, line.origin_scope):
            found.setdefault((site.tier, site.kind, site.id == line.origin_scope), site)
    return list(found.values())
