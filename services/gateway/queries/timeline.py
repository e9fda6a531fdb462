"""What happened to a case, entry by entry: who, where, when, under which rule; texts say it in words."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select

from services.gateway.queries.places import SiteView, site_view
from shared.domain.cases import events as e
from shared.store import attachments
from shared.store.tables.org import staff
from shared.store.uow import Work


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A file that an entry shows as evidence."""

    id: UUID
    name: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One event. `facts` fill the text of its kind; `words` are what somebody wrote, `reason` its code.

    `tone` is how it is drawn: ok, hold, ret (a step back) or wait. `undone` entries were taken back afterwards.
    """

    seq: int
    kind: str
    at: datetime
    by_name: str
    by_site: SiteView
    by_role: str
    tone: str = "ok"
    facts: Mapping[str, Any] = MappingProxyType({})
    words: str = ""
    reason: str = ""
    evidence: str = ""
    attached: tuple[Shown, ...] = ()
    rule: str = ""
    priority: int = 0
    why: str = ""
    undone: bool = False


def timeline(work: Work, history: tuple[e.Happened, ...]) -> tuple[Entry, ...]:
    """The events of a case the actor may see, as entries, oldest first."""
    names = staff_names(work, {h.by_staff for h in history} | _named(history))
    undone = set(_undone(history))
    offers = {h.event.handover_id: h.event for h in history if isinstance(h.event, e.HandoverOffered)}
    files = _shown(work, history)
    return tuple(_entry(work, h, names, offers, h.seq in undone, files) for h in history)


def _shown(work: Work, history: tuple[e.Happened, ...]) -> dict[UUID, Shown]:
    """The files that are evidence in it and that the actor may see; mostly there are none."""
    wanted = {one for h in history for one in getattr(h.event, "attached", ())}
    found = attachments.named(work.conn, wanted) if wanted else ()
    return {one.id: Shown(id=one.id, name=one.name) for one in found}


def staff_names(work: Work, ids: set[UUID | None]) -> dict[UUID, str]:
    """Names of members of staff, by id."""
    wanted = [one for one in ids if one is not None]
    if not wanted:
        return {}
    rows = work.conn.execute(select(staff.c.id, staff.c.name).where(staff.c.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def _entry(
    work: Work,
    h: e.Happened,
    names: Mapping[UUID, str],
    offers: Mapping[UUID, e.HandoverOffered],
    undone: bool,
    files: Mapping[UUID, Shown],
) -> Entry:
    event = h.event

    def site(site_id: str) -> str:
        return site_view(work.reference.tree, site_id, work.actor.site_id).short_name

    return Entry(
        seq=h.seq,
        kind=e.kind_of(event),
        at=h.at,
        by_name=names.get(h.by_staff, "") if h.by_staff else "",
        by_site=site_view(work.reference.tree, h.by_site, work.actor.site_id),
        by_role=h.by_role.value,
        tone=_TONES.get(type(event), "ok"),
        facts=_facts(h, site, names, offers),
        words=getattr(event, "words", ""),
        reason=getattr(event, "reason", "") or getattr(event, "exclusion", "") or getattr(event, "cause", ""),
        evidence=getattr(event, "evidence", ""),
        attached=tuple(files[one] for one in getattr(event, "attached", ()) if one in files),
        rule=getattr(event, "rule", ""),
        priority=getattr(event, "priority", 0),
        why=getattr(event, "why", ""),
        undone=undone,
    )


_TONES: dict[type, str] = {
    e.Opened: "wait",
    e.Submitted: "wait",
    e.HandoverOffered: "wait",
    e.Pooled: "wait",
    e.DisputeRaised: "wait",
    e.PlacingDeferred: "wait",
    e.ProblemMarked: "ret",
    e.Reminded: "ret",
    e.Escalated: "ret",
    e.Supervised: "ret",
    e.Paused: "hold",
    e.HandoverRefused: "ret",
    e.HandoverReturned: "ret",
    e.HandoverReminded: "ret",
    e.HandoverExpired: "ret",
    e.HandoverWithdrawn: "ret",
    e.Declined: "ret",
    e.Terminated: "ret",
    e.Withdrawn: "ret",
    e.Undone: "ret",
    e.ExternalFiled: "wait",
    e.ExternalClosed: "ret",
    e.PauseProposed: "wait",
    e.PauseDeclined: "ret",
    e.PauseProposalWithdrawn: "ret",
    e.PauseProposalLapsed: "ret",
    e.CoHandlerAsked: "wait",
    e.CoHandlerReminded: "ret",
    e.CoHandlerOverdue: "ret",
    e.CoHandlerUnsigned: "ret",
    e.CoHandlerReleased: "ret",
    e.CoHandlerDisputed: "ret",
    e.CoHandlerClosed: "ret",
}


def _facts(
    h: e.Happened, site: Callable[[str], str], names: Mapping[UUID, str], offers: Mapping[UUID, e.HandoverOffered]
) -> dict[str, Any]:
    """The event's own fields with sites and people by name; of a hand-over also where from and where to."""
    event = h.event
    if isinstance(event, e.Undone):
        return {"state": event.state.value}
    facts: dict[str, Any] = {k: v for k, v in msgspec.structs.asdict(event).items() if k not in _SAID_ELSEWHERE}
    offer = offers.get(facts.get("handover_id"))  # type: ignore[arg-type]
    if offer is not None:
        facts = {"from_site": offer.from_site, "to_site": offer.to_site, **facts}
    if isinstance(event, e.SupervisionAnswered):
        facts["site"] = event.site or h.by_site
    if "staff_id" in facts:
        facts["name"] = names.get(facts["staff_id"], "")
    if "between" in facts:
        facts["between"] = "、".join(map(site, facts["between"]))
    return {k: site(v) if k.endswith("site") and v else v for k, v in facts.items()}


_SAID_ELSEWHERE = (
    "words",
    "attached",
    "reason",
    "cause",
    "rule",
    "priority",
    "why",
    "policy_version",
    "commitment",
    "applicant",
)


def _named(history: tuple[e.Happened, ...]) -> set[UUID | None]:
    return {h.event.staff_id for h in history if isinstance(h.event, e.AgentNamed | e.ExternalFiled)}


def _undone(history: tuple[e.Happened, ...]) -> Iterator[int]:
    for h in history:
        if isinstance(h.event, e.Undone):
            yield from range(h.event.since, h.seq)
