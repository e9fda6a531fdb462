"""Symbolic targets of rules, resolved on the tree of sites."""

from shared.domain.catalogue.model import Item
from shared.domain.org.model import Site
from shared.domain.org.tree import OrgTree
from shared.domain.routing.model import RouteFacts


def resolve(target: str, facts: RouteFacts, item: Item, tree: OrgTree) -> Site | None:
    """The site a rule means, or None where there is no such site.

    `target` is one of parent, district_hall, item_department, department:NAME, site:ID, region_of_competence,
    common_coordinator, coordinator.
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
        return tree.site(name) if name in tree else None
    return _of_region(kind, facts, item, tree)


def _department(tenant_id: str, item: Item, tree: OrgTree) -> Site:
    return tree.department(tenant_id, item.department) or tree.hall(tenant_id)


def _of_region(kind: str, facts: RouteFacts, item: Item, tree: OrgTree) -> Site | None:
    region = tree.centre_of_region(facts.competence_region)
    if kind == "region_of_competence":
        return _department(region.tenant_id, item, tree) if region else None
    if kind == "common_coordinator" and region:
        return tree.common_coordinator(facts.origin_site, region.id)
    return tree.centre(facts.tenant_id) if kind in ("coordinator", "common_coordinator") else None
