"""The history of a case as programs read it: codes, and one line of text per event."""

from datetime import datetime

import msgspec

from services.gateway.queries.timeline import Entry, Shown
from shared.domain.deadlines.calendar import SHANGHAI
from shared.kernel.i18n import text


class EventView(msgspec.Struct, frozen=True, kw_only=True):
    """One event. `kind`, `reason`, `rule` and `why` are codes; `text` is the line in the caller's language."""

    seq: int
    kind: str
    at: datetime
    by_name: str
    by_site: str
    by_site_name: str
    by_role: str
    text: str
    words: str
    reason: str
    evidence: str
    attachments: tuple[Shown, ...]
    rule: str
    priority: int
    why: str
    undone: bool


class Events(msgspec.Struct, frozen=True, kw_only=True):
    """The history of a case."""

    events: tuple[EventView, ...]


def event_view(entry: Entry, language: str) -> EventView:
    """An entry of the timeline, the same for whoever reads it."""
    return EventView(
        seq=entry.seq,
        kind=entry.kind,
        at=entry.at,
        by_name=entry.by_name or text(f"role.{entry.by_role}", language),
        by_site=entry.by_site.id,
        by_site_name=entry.by_site.short_name,
        by_role=entry.by_role,
        text=text(f"event.{entry.kind}", language, **{name: _said(fact) for name, fact in entry.facts.items()}),
        words=entry.words,
        reason=entry.reason,
        evidence=entry.evidence,
        attachments=entry.attached,
        rule=entry.rule,
        priority=entry.priority,
        why=entry.why,
        undone=entry.undone,
    )


def _said(fact: object) -> object:
    return f"{fact.astimezone(SHANGHAI):%Y-%m-%d}" if isinstance(fact, datetime) else fact
