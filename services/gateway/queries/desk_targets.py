"""Where several cases of a desk may be handed on together: the sites of the own tenant that handle cases."""

from services.gateway.queries.places import SiteView, site_view
from shared.domain.org.model import SiteKind, Tier
from shared.store.uow import Work

_KINDS = (SiteKind.DEPARTMENT, SiteKind.HALL, SiteKind.STATION, SiteKind.PARK)


def desk_targets(work: Work) -> tuple[SiteView, ...]:
    """Departments first, then halls, towns and parks; a village is chosen in the case itself."""
    tree, here = work.reference.tree, work.actor
    able = [
        site
        for site in tree
        if site.tenant_id == here.tenant_id
        and site.kind in _KINDS
        and site.tier is not Tier.VILLAGE
        and site.id != here.site_id
    ]
    able.sort(key=lambda site: (_KINDS.index(site.kind), site.id))
    return tuple(site_view(tree, site.id, here.site_id) for site in able)
