"""The calendar has a new version: every tenant gets a sweep of its own, so that none waits for another's."""

from uuid import UUID

from services.dispatch.deps import CONSUMER, Deps
from shared.contracts.messages import RecomputeDeadlines, SpreadDeadlines
from shared.domain.access.actor import platform
from shared.store import deadline_sweeps


def spread_deadlines(deps: Deps, message: SpreadDeadlines, message_id: UUID) -> None:
    """One timer a tenant and version: told again in the middle, it goes on and starts none a second time."""
    with deps.work(platform(message.tenant_id)) as work:
        tenants = sorted({site.tenant_id for site in work.reference.tree})
    for tenant in tenants:
        with deps.work(platform(tenant)) as work:
            deadline_sweeps.started(work.conn, tenant, message.version, work.now)
            sweep = RecomputeDeadlines(tenant_id=tenant, version=message.version)
            work.timer(sweep, key=str(message.version), due_at=work.now)
    with deps.hear(CONSUMER, message.tenant_id, message_id):
        pass
