"""A province of 3,000 tenants with 100,000 routing lines, and cases that come up in it; the same in every run."""

import random
from collections.abc import Iterator, Sequence
from datetime import date

from shared.domain.org.model import Site, SiteKind, Tier
from shared.domain.org.tree import OrgTree
from shared.domain.routing.model import Action, RouteFacts, RuleLine

TENANTS, LINES, LARGEST, DEFAULTS = 3_000, 100_000, 2_000, 200
CITIES = 30
DAY = date(2026, 11, 16)
_ITEMS, _CATEGORIES = 150, 15


DISTRICT = "150000"
"""The district that publishes again and again where a bench needs one."""


def small_tree() -> OrgTree:
    """The topmost, one city and one district of it."""
    return OrgTree(site for site in _sites() if site.tenant_id in ("15", "1500", DISTRICT))


def tree() -> OrgTree:
    """A region over cities over districts, each district with a hall and three towns."""
    return OrgTree(_sites())


def centres(over: OrgTree) -> list[Site]:
    """The centre of every tenant, the topmost first."""
    return [site for site in over if site.kind is SiteKind.CENTRE]


def lines(chance: random.Random, over: OrgTree) -> Iterator[RuleLine]:
    """Each tenant its share: the topmost and the cities have defaults, one district the largest policy."""
    tenants = centres(over)
    counts = dict.fromkeys((site.id for site in tenants), 0)
    counts[tenants[0].id] = DEFAULTS
    counts |= dict.fromkeys((site.id for site in tenants[1 : CITIES + 1]), DEFAULTS // 2)
    counts[tenants[CITIES + 1].id] = LARGEST
    others = [site.id for site in tenants[CITIES + 2 :]]
    left = LINES - sum(counts.values())
    for place, tenant in enumerate(others):
        counts[tenant] = left // len(others) + (place < left % len(others))
    for tenant, count in counts.items():
        yield from policy(chance, over, tenant, count)


def policy(chance: random.Random, over: OrgTree, tenant: str, count: int, version: int = 1) -> Iterator[RuleLine]:
    """One tenant's lines. A twelfth of a district's replace a default, and the last takes everything."""
    sites = [tenant, *(site.id for site in over.children(tenant) if site.tenant_id == tenant)]
    default = centres(over)[0].id
    replaced = chance.sample(range(DEFAULTS), min(DEFAULTS, count // 12)) if tenant != default else []
    for number in range(count):
        line_id = f"{default}-{replaced[number]}" if number < len(replaced) else f"{tenant}-{number}"
        yield _line(chance, tenant, line_id, number * 5 + chance.randrange(5), sites, version)
    yield from _ending(tenant, version) if tenant == default else ()


def cases(chance: random.Random, over: OrgTree, count: int) -> Sequence[RouteFacts]:
    """Cases anywhere below the topmost tenant."""
    sites = [site for site in over if site.kind is not SiteKind.CENTRE]
    return [case(chance, chance.choice(sites)) for _ in range(count)]


def case(chance: random.Random, site: Site) -> RouteFacts:
    """One case at a site."""
    return RouteFacts(
        tenant_id=site.tenant_id,
        origin_site=site.id,
        origin_tier=site.tier,
        item_code=str(chance.randrange(_ITEMS)),
        category=str(chance.randrange(_CATEGORIES)),
        applicant_kind=chance.choice(("person", "enterprise")),
        competence=chance.choice(("inside", "outside")),
        places={"household": chance.choice(("inside", "outside"))} if chance.random() < 0.3 else {},
        amount=chance.choice((None, 10_000, 5_000_000)),
        moves=chance.choice((0, 0, 1, 2)),
        day=DAY,
    )


def _line(
    chance: random.Random, tenant: str, line_id: str, priority: int, sites: Sequence[str], version: int
) -> RuleLine:
    dated = chance.random() < 0.1
    return RuleLine(
        id=line_id,
        tenant_id=tenant,
        version=version,
        priority=priority,
        origin_tier=chance.choice(("*", "town", "district")),
        origin_scope=chance.choice(("*", *sites)),
        item=chance.choice((f"item:{chance.randrange(_ITEMS)}", f"cat:{chance.randrange(_CATEGORIES)}")),
        applicant_kind=chance.choice(("*", "person", "enterprise")),
        when=chance.choice(("*", "*", "competence=outside", "household=outside", "amount=1000000..", "moves=1..")),
        action=Action.FORWARD_UP,
        target="parent",
        valid_from=date(2026, chance.randrange(1, 13), 1) if dated else None,
        off=chance.random() < 0.01,
    )


def _ending(tenant: str, version: int) -> Iterator[RuleLine]:
    yield RuleLine(id=f"{tenant}-end", tenant_id=tenant, version=version, priority=1_000_000)


def _sites() -> Iterator[Site]:
    yield _site("15", None, "15", SiteKind.CENTRE, Tier.CITY)
    for number in range(CITIES):
        yield _site(f"15{number:02}", "15", f"15{number:02}", SiteKind.CENTRE, Tier.CITY)
    for number in range(TENANTS - CITIES - 1):
        city = f"15{number % CITIES:02}"
        district = f"{city}{number // CITIES:02}"
        yield _site(district, city, district, SiteKind.CENTRE, Tier.DISTRICT)
        yield _site(f"{district}-hall", district, district, SiteKind.HALL, Tier.DISTRICT)
        for town in ("001", "002", "003"):
            yield _site(f"{district}{town}", district, district, SiteKind.STATION, Tier.TOWN)


def _site(site_id: str, parent: str | None, tenant: str, kind: SiteKind, tier: Tier) -> Site:
    return Site(id=site_id, tenant_id=tenant, parent_id=parent, kind=kind, tier=tier, name=site_id, short_name=site_id)
