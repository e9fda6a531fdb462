"""Who is at the door: somebody with a session, a partner system with its key, or nobody we know."""

from services.gateway.deps import ANONYMOUS, Deps
from shared.domain.access.actor import Actor

REFRESH = 60.0
"""Seconds after which a session that is used is noted as used again."""


def by_session(deps: Deps, token: str) -> Actor | None:
    """The person behind a session token; None where it is unknown, idle for too long, too old, or disabled."""
    with deps.work(ANONYMOUS) as work:
        seen = deps.sessions.find(work, token)
        if seen is None:
            return None
        tenant = seen.actor.tenant_id
        idle = 60 * work.reference.number(tenant, "session.idle_minutes", 30)
        longest = 3600 * work.reference.number(tenant, "session.max_hours", 12)
        if seen.idle > idle or seen.age > longest:
            deps.sessions.end(work, token)
            return None
        if seen.idle > REFRESH:
            deps.sessions.touch(work, token)
        return seen.actor


def by_key(deps: Deps, key: str) -> Actor | None:
    """The partner system that holds the API key, or None."""
    with deps.work(ANONYMOUS) as work:
        return deps.sessions.partner(work, key)
