"""Symbolic targets of rules, resolved on the tree of sites."""

from shared.domain.catalogue.model import Item
from shared.domain.org.model import Site, SiteKind
from shared.domain.org.tree import OrgTree
from shared.domain.routing.conditions import read
from shared.domain.routing.model import RouteFacts, RuleLine

_LEVELS = (12, 9)
"""How many digits of a division code name a village, and how many a town."""


def resolve(target: str, facts: RouteFacts, item: Item, tree: OrgTree, region: str | None = None) -> Site | None:
    """The site a rule means, or None where there is no such site.

    `target` is one of parent, district_hall, item_department, department:NAME, site:ID, region_of_competence,
    station_of_competence, common_coordinator, coordinator. `region` is the code of the place that decides; None means
    the one the item names.
    """
    kind, _, name = target.partition(":")
    if kind == "parent":
        return tree.parent(facts.origin_site)
    if kind == "district_hall":
        return tree.hall(facts.tenant_id)
    if kind == "department":
        return tree.department(facts.tenant_id, name)
    if kind == "item_department":
        return _department(facts.tenant_id, item, tree)
    if kind == "site":
        return tree.carrier(name) if name in tree else None
    return _of_region(kind, facts, item, tree, facts.competence_region if region is None else region)


def deciding_region(rule: RuleLine, facts: RouteFacts) -> str:
    """The code of the place that decides (属地): the one the rule names, else the one the item names."""
    place = read(rule.when).named_place
    return facts.regions.get(place, "") if place else facts.competence_region


def _department(tenant_id: str, item: Item, tree: OrgTree) -> Site:
    return tree.department(tenant_id, item.department) or tree.hall(tenant_id)


def _of_region(kind: str, facts: RouteFacts, item: Item, tree: OrgTree, code: str) -> Site | None:
    region = tree.centre_of_region(code)
    if kind == "region_of_competence":
        return _department(region.tenant_id, item, tree) if region else None
    if kind == "station_of_competence":
        return _station(code, tree)
    if kind == "common_coordinator" and region:
        return tree.common_coordinator(facts.origin_site, region.id)
    return tree.centre(facts.tenant_id) if kind in ("coordinator", "common_coordinator") else None


def _station(code: str, tree: OrgTree) -> Site | None:
    """The station of the village, else of the town, that a code lies in; compared at the level boundaries."""
    sites = (tree.site(code[:digits]) for digits in _LEVELS if len(code) >= digits and code[:digits] in tree)
    return next((site for site in sites if site.kind is SiteKind.STATION), None)
