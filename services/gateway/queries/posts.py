"""The sites at which a user holds a role: where they can work."""

from sqlalchemy import select

from services.gateway.queries.places import SiteView, site_view
from shared.store.tables.rules import role_grants as g
from shared.store.uow import Work


def posts(work: Work) -> tuple[SiteView, ...]:
    """The actor's sites, the present one first."""
    actor, tree = work.actor, work.reference.tree
    wanted = select(g.c.site_id).where(g.c.tenant_id == actor.tenant_id, g.c.user_id == actor.user_id).distinct()
    granted = {site_id for site_id in work.conn.execute(wanted).scalars() if site_id in tree}
    ordered = sorted(granted | {actor.site_id}, key=lambda site_id: (site_id != actor.site_id, site_id))
    return tuple(site_view(tree, site_id, actor.site_id) for site_id in ordered if site_id in tree)
