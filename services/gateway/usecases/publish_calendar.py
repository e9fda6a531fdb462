"""The yearly notice, or a local one, as a new version of a layer of the calendar: looked at first, then published."""

import os

from services.gateway.deps import Deps
from services.gateway.usecases.keep_files import Upload
from shared.domain.access.actor import Actor
from shared.domain.deadlines.calendar import YearStatus
from shared.domain.deadlines.importing import Preview
from shared.domain.deadlines.notice import Change, Notice, read
from shared.kernel.errors import invalid
from shared.store import publish_calendar as store
from shared.store.idempotency import Idem
from shared.store.receipt import Answer
from shared.store.uow import Work

_KILOBYTE = 1024


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


def notice_in(deps: Deps, actor: Actor, upload: Upload) -> str:
    """The text of a notice that comes as a file. Raises Refusal invalid `notice.large` or `notice.unreadable`."""
    with deps.work(actor) as work:
        _require_small(work, upload.content.seek(0, os.SEEK_END))
    upload.content.seek(0)
    try:
        return upload.content.read().decode("utf-8-sig")  # an editor on Windows writes a mark of its own in front
    except UnicodeDecodeError as error:
        raise invalid("notice.unreadable", {"file": "notice.unreadable"}, error=str(error)) from None


def preview_calendar(deps: Deps, actor: Actor, raw: bytes, year: int, layer: str) -> Preview:
    """What would change, with every fault.

    Raises Refusal `notice.large`, `notice.unreadable`, `calendar.layer`, `calendar.foreign`.
    """
    with deps.work(actor) as work:
        return store.look(work, _read(work, raw), year, layer)


def publish_calendar(
    deps: Deps, actor: Actor, raw: bytes, year: int, layer: str, source: str, reason: str, *, idem: Idem | None = None
) -> YearPublished:
    """Published: what changed. Raises Replayed, or the Refusals of the preview and its first fault."""
    with deps.work(actor, idem) as work:
        seen = store.look(work, _read(work, raw), year, layer, source, reason)
        work.answer = told = _published(seen, store.publish(work, seen, reason, by=actor.id))
        return told


def _read(work: Work, raw: bytes) -> Notice:
    _require_small(work, len(raw))
    return read(raw)


def _require_small(work: Work, size: int) -> None:
    """A notice of the State Council has five kilobytes. Raises Refusal invalid `notice.large`."""
    largest = work.reference.whole(work.actor.tenant_id, "calendar.notice_kb", 200)
    if size > largest * _KILOBYTE:
        raise invalid("notice.large", {"file": "notice.large"}, largest=largest)


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
