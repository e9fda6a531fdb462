"""The yearly notice, or a local one, as a new version of a layer of the calendar: looked at first, then published."""

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.domain.deadlines.calendar import YearStatus
from shared.domain.deadlines.importing import Preview
from shared.domain.deadlines.notice import Change, read
from shared.store import publish_calendar as store
from shared.store.idempotency import Idem
from shared.store.receipt import Answer


class YearPublished(Answer, frozen=True, kw_only=True):
    """A version of a layer's year, and the dates it changed: what the notice says in public. It has no faults, ever."""

    layer: str
    year: int
    status: YearStatus
    version: int
    missing: tuple[str, ...]
    hours_change: bool
    changes: tuple[Change, ...]
    faults: tuple[str, ...] = ()


def preview_calendar(deps: Deps, actor: Actor, raw: bytes, year: int, layer: str) -> Preview:
    """What would change, with every fault. Raises Refusal `notice.unreadable`, `calendar.layer`, `calendar.foreign`."""
    notice = read(raw)
    with deps.work(actor) as work:
        return store.look(work, notice, year, layer)


def publish_calendar(
    deps: Deps, actor: Actor, raw: bytes, year: int, layer: str, source: str, reason: str, *, idem: Idem | None = None
) -> YearPublished:
    """Published: what changed. Raises Replayed, or the Refusals of the preview and its first fault."""
    notice = read(raw)
    with deps.work(actor, idem) as work:
        seen = store.look(work, notice, year, layer, source, reason)
        work.answer = told = _published(seen, store.publish(work, seen, reason, by=actor.id))
        return told


def _published(seen: Preview, version: int) -> YearPublished:
    return YearPublished(
        layer=seen.layer,
        year=seen.year,
        status=seen.status,
        version=version,
        missing=seen.missing,
        hours_change=seen.hours_change,
        changes=seen.changes,
    )
