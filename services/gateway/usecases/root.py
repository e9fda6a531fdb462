"""On whose behalf the gateway acts when no tenant is known: the one at the root of the tree."""

from services.gateway.deps import ANONYMOUS, Deps
from shared.domain.access.actor import Actor, platform


def at_root(deps: Deps) -> Actor:
    """The platform within the topmost tenant (the city)."""
    with deps.work(ANONYMOUS) as work:
        root = next(site for site in work.reference.tree if site.parent_id is None)
    return platform(root.tenant_id)
