"""Which sites may handle an item: read from the item's own list of handlers, never from code."""

from shared.domain.catalogue.model import Item
from shared.domain.org.model import Site, SiteKind
from shared.domain.org.tree import OrgTree


def may_handle(site: Site, item: Item, tree: OrgTree) -> bool:
    """Whether the site may take the item in hand.

    A tenant that has no department of the wanted name lets its hall (or centre) handle it, so that a case sent to a
    district whose departments are not in the system yet finds somebody. Our default.
    """
    return any(_fits(selector, site, tree) for selector in item.handlers)


def _fits(selector: str, site: Site, tree: OrgTree) -> bool:
    kind, _, name = selector.partition(":")
    if kind == "tier":
        return site.kind in (SiteKind.STATION, SiteKind.PARK) and site.tier == name
    if kind == "hall":
        return site == tree.hall(site.tenant_id)
    if kind != "dept":
        return False
    department = tree.department(site.tenant_id, name)
    return site == (department or tree.hall(site.tenant_id))
