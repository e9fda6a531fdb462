"""The county-level areas a case may belong to (属地)."""

from services.gateway.queries.places import SiteView, site_view
from shared.domain.org.model import SiteKind, Tier
from shared.store.uow import Work


def regions(work: Work) -> tuple[SiteView, ...]:
    """Every area that has a centre, the own one first."""
    tree, here = work.reference.tree, work.actor.tenant_id
    centres = [s for s in tree if s.kind is SiteKind.CENTRE and s.tier is Tier.DISTRICT]
    centres.sort(key=lambda s: (s.id != here, s.id))
    return tuple(site_view(tree, s.id, work.actor.site_id) for s in centres)
