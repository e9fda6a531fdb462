"""Leaving a trace of an access that was denied."""

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor


def deny(deps: Deps, actor: Actor, action: str, path: str) -> None:
    """An audit row: who wanted what, and was not allowed."""
    with deps.work(actor) as work:
        work.note("access.denied", path[:200], action)
