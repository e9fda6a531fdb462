"""On whose behalf the gateway acts when no tenant is known: the one at the root of the tree."""

from services.gateway.deps import ANONYMOUS, Deps
from shared.domain.access.actor import Actor, platform


def at_root(deps: Deps) -> Actor:
    """The platform within the topmost tenant (the city)."""
    with deps.work(ANONYMOUS) as work:
        return platform(work.reference.tree.root.tenant_id)
