"""Tenants and sites form one tree, and every county, town and village of the divisions has its station."""

from collections.abc import Iterator

from deploy.seeding.bundle import Seed
from deploy.seeding.checks.unique import twice
from deploy.seeding.faults import Fault
from deploy.seeding.records import SiteLine
from shared.domain.org.divisions import Divisions
from shared.domain.org.model import SiteKind, Tier

_DIGITS = {"prefecture": 4, "county": 6, "town": 9, "village": 12}
_LEVELS = {"prefecture": Tier.CITY, "county": Tier.DISTRICT, "town": Tier.TOWN, "village": Tier.VILLAGE}


def unique(seed: Seed) -> Iterator[Fault]:
    """Ids stand once."""
    yield from twice(seed.divisions, lambda line: line.code)
    yield from twice(seed.tenants, lambda line: line.id)
    yield from twice(seed.sites, lambda line: line.id)


def divisions(seed: Seed) -> Iterator[Fault]:
    """Each has as many digits as its level, and stands below the nearest division that its code names."""
    known = Divisions({line.code: line.name for line in seed.divisions}.items())
    for line in seed.divisions:
        if len(line.code) != _DIGITS[line.level]:
            yield line.fault(f"code {line.code} is not that of a {line.level}")
        if line.parent_code != (above := known.parent(line.code) or ""):
            yield line.fault(f"parent_code {line.parent_code or 'nothing'} should be {above or 'nothing'}")


def tenants(seed: Seed) -> Iterator[Fault]:
    """Every tenant has its parent and its centre."""
    ids = {tenant.id for tenant in seed.tenants}
    centres = {site.id for site in seed.sites if site.kind is SiteKind.CENTRE and site.id == site.tenant_id}
    for tenant in seed.tenants:
        if tenant.parent_id and tenant.parent_id not in ids:
            yield tenant.fault(f"parent_id {tenant.parent_id} is no tenant")
        if tenant.id not in centres:
            yield tenant.fault(f"tenant {tenant.id} has no coordination centre in sites.csv")


def sites(seed: Seed) -> Iterator[Fault]:
    """A site's tenant, parent and division exist; only the city's centre has no parent."""
    tenant_ids = {tenant.id for tenant in seed.tenants}
    divisions = {division.code for division in seed.divisions}
    by_id = {site.id: site for site in seed.sites}
    for site in seed.sites:
        if site.tenant_id not in tenant_ids:
            yield site.fault(f"tenant_id {site.tenant_id} is no tenant")
        if site.division_code not in divisions:
            yield site.fault(f"division_code {site.division_code} is not in divisions.csv")
        if (site.parent_id == "") != (site.tier is Tier.CITY and site.kind is SiteKind.CENTRE):
            yield site.fault("only the city's centre stands without a parent_id")
        elif site.parent_id:
            yield from _parent(site, by_id)
            yield from _carried(site, by_id)


def _parent(site: SiteLine, by_id: dict[str, SiteLine]) -> Iterator[Fault]:
    parent = by_id.get(site.parent_id)
    if parent is None:
        yield site.fault(f"parent_id {site.parent_id} is no site")
    elif parent.tenant_id != site.tenant_id and site.kind is not SiteKind.CENTRE:
        yield site.fault(f"parent_id {site.parent_id} belongs to another tenant")
    elif _loops(site, by_id):
        yield site.fault("is its own ancestor")


def _carried(site: SiteLine, by_id: dict[str, SiteLine]) -> Iterator[Fault]:
    """A body outside has no desk: a department carries it, and nothing lies below it."""
    above = by_id.get(site.parent_id)
    if site.kind is SiteKind.EXTERNAL and (above is None or above.kind is not SiteKind.DEPARTMENT):
        yield site.fault("a body outside needs the department that supervises it as parent_id")
    if above is not None and above.kind is SiteKind.EXTERNAL:
        yield site.fault(f"parent_id {site.parent_id} is a body outside, which has nothing below it")


def _loops(site: SiteLine, by_id: dict[str, SiteLine]) -> bool:
    seen, current = {site.id}, by_id.get(site.parent_id)
    while current is not None:
        if current.id in seen:
            return True
        seen.add(current.id)
        current = by_id.get(current.parent_id)
    return False


def stations(seed: Seed) -> Iterator[Fault]:
    """Each division has the site of its own code, at its own tier, below the site of its parent."""
    by_id = {site.id: site for site in seed.sites}
    for division in seed.divisions:
        site = by_id.get(division.code)
        if site is None:
            yield division.fault(f"{division.name} has no site of its own")
        elif site.tier is not _LEVELS[division.level] or site.parent_id != division.parent_code:
            yield site.fault(f"should be of tier {_LEVELS[division.level]} below {division.parent_code or 'nothing'}")


CHECKS = (unique, divisions, tenants, sites, stations)
