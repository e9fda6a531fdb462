"""On whose behalf the gateway acts when no tenant is known: the one at the root of the tree."""

from collections.abc import Iterator
from contextlib import contextmanager

from services.gateway.deps import ANONYMOUS, Deps
from shared.domain.access.actor import platform
from shared.store.uow import Work


@contextmanager
def at_root(deps: Deps) -> Iterator[Work]:
    """A unit of work of the platform within the topmost tenant (the city)."""
    with deps.work(ANONYMOUS) as work:
        work.become(platform(work.reference.tree.root.tenant_id))
        yield work
