"""Logging out: the session ends on the server, at once."""

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor


def log_out(deps: Deps, actor: Actor, token: str) -> None:
    """The token opens nothing from now on."""
    with deps.work(actor) as work:
        deps.sessions.end(work, token)
        work.note("logout", actor.id)
