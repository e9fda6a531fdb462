"""A site as screens show it: its name and the level badge beside it."""

import msgspec

from shared.domain.org.model import Site, SiteKind
from shared.domain.org.tree import OrgTree


class SiteView(msgspec.Struct, frozen=True, kw_only=True):
    """`badge` is city, district, town, village, park or cross; texts say it in one character."""

    id: str
    name: str
    short_name: str
    badge: str
    here: bool = False


def site_view(tree: OrgTree, site_id: str, seen_from: str) -> SiteView:
    """The site as somebody at `seen_from` sees it. An id that is no site any more shows as itself."""
    if site_id not in tree:
        return SiteView(id=site_id, name=site_id, short_name=site_id, badge="district")
    site = tree.site(site_id)
    return SiteView(
        id=site.id,
        name=site.name,
        short_name=site.short_name or site.name,
        badge=_badge(tree, site, seen_from),
        here=site.id == seen_from,
    )


def _badge(tree: OrgTree, site: Site, seen_from: str) -> str:
    if seen_from in tree and _elsewhere(tree, site, seen_from):
        return "cross"
    return "park" if site.kind is SiteKind.PARK else site.tier.value


def _elsewhere(tree: OrgTree, site: Site, seen_from: str) -> bool:
    """In another tenant that lies neither above nor below: 跨地区."""
    mine = tree.site(seen_from).tenant_id
    return site.tenant_id != mine and not tree.under(site.id, mine) and not tree.under(mine, site.tenant_id)
