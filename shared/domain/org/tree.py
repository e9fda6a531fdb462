"""The tree of sites: ancestors, tenants' centres and halls, common ancestors; an immutable value."""

from collections.abc import Iterable, Iterator

from shared.domain.org.divisions import up
from shared.domain.org.model import Site, SiteKind, Tier
from shared.kernel.errors import not_found


class OrgTree:
    """All sites with their parents. Built once per version of the reference data and shared between threads."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._sites = {site.id: site for site in sites}
        self._children: dict[str, list[Site]] = {}
        for site in self._sites.values():
            if site.parent_id is not None:
                self._children.setdefault(site.parent_id, []).append(site)

    def __contains__(self, site_id: object) -> bool:
        return site_id in self._sites

    def __iter__(self) -> Iterator[Site]:
        return iter(self._sites.values())

    def site(self, site_id: str) -> Site:
        """The site with that id. Raises Refusal not_found `site.unknown`."""
        try:
            return self._sites[site_id]
        except KeyError:
            raise not_found("site.unknown", site=site_id) from None

    @property
    def root(self) -> Site:
        """The topmost site."""
        return next(site for site in self if site.parent_id is None)

    def children(self, site_id: str) -> tuple[Site, ...]:
        """The sites directly below."""
        return tuple(self._children.get(site_id, ()))

    def up(self, site_id: str) -> Iterator[Site]:
        """The site itself, then each ancestor up to the root."""
        current: str | None = site_id
        while current is not None:
            site = self.site(current)
            yield site
            current = site.parent_id

    def parent(self, site_id: str) -> Site | None:
        """The site above, or None at the root."""
        above = self.site(site_id).parent_id
        return None if above is None else self.site(above)

    def carrier(self, site_id: str) -> Site:
        """Who does a site's work: itself, or for a body outside (外部单位) the department that supervises it."""
        site = self.site(site_id)
        above = self.parent(site_id)
        return above if site.kind is SiteKind.EXTERNAL and above else site

    def under(self, site_id: str, ancestor_id: str) -> bool:
        """Whether the site is the ancestor or lies below it: the closure test, never a comparison of codes."""
        return site_id in self._sites and any(site.id == ancestor_id for site in self.up(site_id))

    def path(self, site_id: str) -> str:
        """`/1502/150271/150271102/`: from the root down to the site, as the permission model compares it."""
        ids = [site.id for site in self.up(site_id)]
        return "/" + "/".join(reversed(ids)) + "/"

    def centre(self, tenant_id: str) -> Site:
        """The tenant's coordination centre (协调中心), which holds its pool. Raises Refusal `tenant.unknown`."""
        site = self._sites.get(tenant_id)
        if site is None or site.kind is not SiteKind.CENTRE:
            raise not_found("tenant.unknown", tenant=tenant_id)
        return site

    def hall(self, tenant_id: str) -> Site:
        """The district's service hall; where none is named, its centre stands in."""
        centre = self.centre(tenant_id)
        return next((s for s in self.children(centre.id) if s.kind is SiteKind.HALL), centre)

    def department(self, tenant_id: str, name: str) -> Site | None:
        """The tenant's department of that name, or None."""
        centre = self.centre(tenant_id)
        return next((s for s in self.children(centre.id) if name in (s.name, s.short_name) and _handles(s)), None)

    def common_coordinator(self, one: str, other: str) -> Site:
        """The centre at or above the lowest common ancestor of two sites: who decides between them."""
        above = {site.id for site in self.up(other)}
        for site in self.up(one):
            if site.id in above and site.kind is SiteKind.CENTRE:
                return site
        raise not_found("coordinator.none", one=one, other=other)

    def centre_of_region(self, division_code: str) -> Site | None:
        """The centre of the county-level area that a division code lies in; None for a text that is no code."""
        above = (self._sites[code] for code in up(division_code) if code in self._sites)
        return next((s for s in above if s.tier is Tier.DISTRICT and s.kind is SiteKind.CENTRE), None)


def _handles(site: Site) -> bool:
    return site.kind is SiteKind.DEPARTMENT
