"""The yearly notice, or a local one, as a new version of a layer of the calendar: looked at first, then published."""

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.domain.deadlines.importing import Preview
from shared.domain.deadlines.notice import read
from shared.store import publish_calendar as store


def preview_calendar(deps: Deps, actor: Actor, raw: bytes, year: int, layer: str) -> Preview:
    """What would change, with every fault. Raises Refusal `notice.unreadable`, `calendar.layer`, `calendar.foreign`."""
    notice = read(raw)
    with deps.work(actor) as work:
        return store.look(work, notice, year, layer)


def publish_calendar(
    deps: Deps, actor: Actor, raw: bytes, year: int, layer: str, source: str, reason: str
) -> tuple[Preview, int]:
    """Published: what changed, and the version's number. Raises the Refusals of the preview and its first fault."""
    notice = read(raw)
    with deps.work(actor) as work:
        seen = store.look(work, notice, year, layer, source, reason)
        return seen, store.publish(work, seen, reason, by=actor.id)
