"""Who among the staff is told of what: one line for every kind of event, with the topic and the people it concerns.

Told are those who have something to do about it or answer for it, never whoever acted; what is told names the case, its
item and places, never the applicant.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from shared.domain.access.roles import Role
from shared.domain.bell.topics import Topic
from shared.domain.cases import events as e
from shared.domain.cases.model import Case

HANDLERS = frozenset({Role.CLERK, Role.AGENT, Role.REVIEWER, Role.LEADER})
LEADING = frozenset({Role.LEADER, Role.COORDINATOR})
COORDINATORS = frozenset({Role.COORDINATOR})


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever holds one of the roles at the site; only that person, where `staff` is given."""

    site: str
    roles: frozenset[Role] = HANDLERS
    staff: UUID | None = None


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """What is told: `kind` names its words; `place` is the site the words speak of, `due` a limit in them."""

    kind: str
    topic: Topic
    seq: int
    at: datetime
    to: tuple[Address, ...]
    place: str = ""
    due: datetime | None = None
    by: UUID | None = None


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """The case as it is now, and its history by which an event finds what it ends."""

    case: Case
    history: tuple[e.Happened, ...]

    def offer(self, handover_id: UUID) -> e.HandoverOffered | None:
        """The offer that a hand-over began with."""
        offers = (h.event for h in self.history if isinstance(h.event, e.HandoverOffered))
        return next((offer for offer in offers if offer.handover_id == handover_id), None)

    def holder(self, others: bool = False) -> Iterator[Address]:
        """Who accompanies the case at its holder, else all who handle cases there; with `others` its origin, too."""
        yield Address(site=self.case.holder_site, staff=self.case.agent)
        if others and self.case.origin_site != self.case.holder_site:
            yield Address(site=self.case.origin_site)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """How an event is told. `when` leaves some of its kind out; `place` and `due` are names of its fields."""

    kind: str
    topic: Topic
    to: Callable[[Scene, Any], Iterable[Address]]
    place: str = ""
    due: str = ""
    when: Callable[[Any], bool] = lambda _event: True


def _at(field: str, roles: frozenset[Role] = HANDLERS) -> Callable[[Scene, Any], Iterable[Address]]:
    """Everybody of these roles at the site that a field of the event names; nobody where it is empty."""

    def found(_scene: Scene, event: Any) -> Iterable[Address]:
        site = getattr(event, field)
        return [Address(site=site, roles=roles)] if site else []

    return found


def _receiver(scene: Scene, event: Any) -> Iterable[Address]:
    offer = scene.offer(event.handover_id)
    return [Address(site=offer.to_site)] if offer else []


def _sender(scene: Scene, event: Any) -> Iterable[Address]:
    offer = scene.offer(event.handover_id)
    return [Address(site=offer.from_site)] if offer else []


def _both(scene: Scene, event: Any) -> Iterable[Address]:
    return [*_sender(scene, event), *_receiver(scene, event)]


def _measure(_scene: Scene, event: Any) -> Iterable[Address]:
    return [Address(site=event.to_site, roles=frozenset({Role(event.to_role)}), staff=event.to_staff)]


def _supervised(scene: Scene, event: Any) -> Iterable[Address]:
    """Those who supervise, and those who owe the answer."""
    return [*_measure(scene, event), Address(site=event.site)]


def _arbiter(_scene: Scene, event: Any) -> Iterable[Address]:
    roles = frozenset({Role(event.role)}) if event.role else LEADING
    return [Address(site=event.site, roles=roles)]


def _named(scene: Scene, event: Any) -> Iterable[Address]:
    return [Address(site=scene.case.holder_site, staff=event.staff_id)]


def _holder(scene: Scene, _event: Any) -> Iterable[Address]:
    return scene.holder()


def _everybody(scene: Scene, _event: Any) -> Iterable[Address]:
    return scene.holder(others=True)


def _asked_by_hand(event: Any) -> bool:
    return event.how not in (event.how.CLAIMED, event.how.BACK)


def _on_board(scene: Scene, event: Any) -> Iterable[Address]:
    """The coordinators before whom it was put, also where the case lay there for another matter."""
    site = event.board or scene.case.pool_site
    return [Address(site=site, roles=COORDINATORS)] if site else []


_T = Topic
TOLD: Mapping[type, Line] = {
    e.HandoverOffered: Line(kind="offered", topic=_T.INCOMING, to=_at("to_site"), place="from_site", due="due_at"),
    e.HandoverExpired: Line(kind="unsigned", topic=_T.INCOMING, to=_both),
    e.AgentNamed: Line(kind="assigned", topic=_T.ASSIGNED, to=_named, when=_asked_by_hand),
    e.HandoverRefused: Line(kind="refused", topic=_T.BACK, to=_sender, place="site"),
    e.HandoverReturned: Line(kind="returned", topic=_T.BACK, to=_at("to_site")),
    e.HandoverWithdrawn: Line(kind="taken_back", topic=_T.BACK, to=_receiver),
    e.Accepted: Line(kind="deemed", topic=_T.LIMITS, to=_holder, when=lambda event: event.deemed),
    e.Reminded: Line(kind="reminded", topic=_T.LIMITS, to=_measure, place="site"),
    e.Escalated: Line(kind="escalated", topic=_T.RAISED, to=_measure, place="site"),
    e.Supervised: Line(kind="supervised", topic=_T.RAISED, to=_supervised, place="site", due="answer_due"),
    e.ExtensionAsked: Line(kind="more_time_asked", topic=_T.TIME, to=_at("at_site", LEADING)),
    e.ExtensionGranted: Line(kind="more_time", topic=_T.TIME, to=_holder, due="promised_due"),
    e.ExtensionRefused: Line(kind="no_more_time", topic=_T.TIME, to=_holder),
    e.PauseProposed: Line(kind="pause_asked", topic=_T.TIME, to=_at("to_site"), place="by_site", due="answer_due"),
    e.PauseAccepted: Line(kind="pause_agreed", topic=_T.TIME, to=_at("by_site"), place="to_site"),
    e.PauseDeclined: Line(kind="pause_declined", topic=_T.TIME, to=_at("by_site"), place="to_site"),
    e.CoHandlerAsked: Line(kind="part_asked", topic=_T.TOGETHER, to=_at("site"), due="due_at"),
    e.CoHandlerReminded: Line(kind="part_soon", topic=_T.TOGETHER, to=_at("site"), due="due_at"),
    e.CoHandlerOverdue: Line(kind="part_late", topic=_T.TOGETHER, to=_at("site"), due="due_at"),
    e.CoHandlerUnsigned: Line(kind="part_unsigned", topic=_T.TOGETHER, to=_at("site"), due="sign_by"),
    e.CoHandlerReleased: Line(kind="part_released", topic=_T.TOGETHER, to=_at("site")),
    e.CoHandlerAnswered: Line(kind="part_answered", topic=_T.TOGETHER, to=_holder, place="site"),
    e.CoHandlerDisputed: Line(kind="part_disputed", topic=_T.BOARD, to=_on_board, place="site"),
    e.Pooled: Line(kind="pooled", topic=_T.BOARD, to=_at("site", COORDINATORS)),
    e.DisputeRaised: Line(kind="disputed", topic=_T.BOARD, to=_arbiter),
    e.DisputeKept: Line(kind="kept", topic=_T.BOARD, to=_holder, place="site"),
    e.Completed: Line(kind="completed", topic=_T.ENDED, to=lambda scene, _event: _origin(scene)),
    e.Terminated: Line(kind="terminated", topic=_T.ENDED, to=_everybody),
    e.Withdrawn: Line(kind="withdrawn", topic=_T.ENDED, to=_everybody),
}
"""Every kind of event that staff are told of; all others are read in the case's history by whoever looks."""

BESIDE: Mapping[str, Topic] = {
    "owed": Topic.OWED,
    "owed_soon": Topic.OWED,
    "owed_late": Topic.OWED,
    "rectification": Topic.FEEDBACK,
    "problem_found": Topic.FEEDBACK,
    "sms_stuck": Topic.SMS,
    "webhook_off": Topic.WEBHOOK,
    "digest": Topic.DIGEST,
}
"""What is told of that is no event of a case."""


def _origin(scene: Scene) -> Iterable[Address]:
    """Where the case began, when others brought it to its end."""
    case = scene.case
    return [Address(site=case.origin_site)] if case.origin_site != case.holder_site else []


def rings(happened: Iterable[e.Happened]) -> bool:
    """Whether somebody may have to be told, or what was told is taken back."""
    return any(isinstance(h.event, e.Undone) or _line(h) for h in happened)


def undone_since(happened: Iterable[e.Happened]) -> int:
    """From which event on an act takes everything back; 0 where it takes nothing back."""
    return min((h.event.since for h in happened if isinstance(h.event, e.Undone)), default=0)


def tellings(scene: Scene, since: int, until: int) -> Iterator[Telling]:
    """What is told of the events from `since` to `until`, without those that were taken back meanwhile."""
    for h in standing(scene.history):
        line = _line(h) if since <= h.seq <= until else None
        if line:
            yield Telling(
                kind=line.kind,
                topic=line.topic,
                seq=h.seq,
                at=h.at,
                to=tuple(line.to(scene, h.event)),
                place=getattr(h.event, line.place) if line.place else "",
                due=getattr(h.event, line.due) if line.due else None,
                by=h.by_staff,
            )


def standing(history: tuple[e.Happened, ...]) -> Iterator[e.Happened]:
    """The events that nobody took back."""
    undone = [(h.event.since, h.seq) for h in history if isinstance(h.event, e.Undone)]
    return (h for h in history if not any(since <= h.seq < seq for since, seq in undone))


def _line(h: e.Happened) -> Line | None:
    line = TOLD.get(type(h.event))
    return line if line and line.when(h.event) else None
