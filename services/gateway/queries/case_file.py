"""The file of one case: header, clocks, papers, mandate, what the actor may do now, and what happened."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.gateway.queries.cohandling import CoHandling, FilingLine, cohandling, filing_lines
from services.gateway.queries.joining import supervised
from services.gateway.queries.order_file import about_rating
from services.gateway.queries.places import SiteView, site_view
from services.gateway.queries.responsibility import Responsibility, responsibility
from services.gateway.queries.ruler import Cell, Run, ruler
from services.gateway.queries.timeline import Entry, staff_names, timeline
from services.gateway.queries.told_places import ToldPlace, told_places
from shared.domain.cases import events as e
from shared.domain.cases.facts import Facts, Part
from shared.domain.cases.model import CLOSED_STATES, Case
from shared.domain.cases.permit import allowed
from shared.domain.cases.rules.opinions import merged, overall
from shared.domain.catalogue.model import Item
from shared.domain.deadlines.lamps import Lamp, lamp
from shared.domain.deadlines.workdays import days_between
from shared.domain.feedback.ratings import Rating
from shared.domain.feedback.readers import had_a_hand, knows_who
from shared.domain.feedback.rectification import Rectification
from shared.domain.feedback.which_order import shown
from shared.kernel.money import yuan_of
from shared.store import ratings, rectifications, second_ratings
from shared.store.uow import Work


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper of the item. `state`: here, deferred (may follow), missing, or optional."""

    name: str
    state: str
    note: str = ""


class UndoOffer(msgspec.Struct, frozen=True, kw_only=True):
    """The actor's own last act can still be taken back for so many seconds."""

    kind: str
    seconds: int


class CaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """What the page of a case shows. The applicant is masked; unmasking is an act of its own.

    `rating` and `second` are there for those who may know who rated.
    `owing` are the sites for which the actor may answer a supervision, the own one first.
    """

    case: Case
    item: Item
    applicant: str
    phone_tail: str
    lamp: Lamp
    days_left: int | None
    days_used: int
    days_stopped: int
    cells: tuple[Cell, ...]
    places: tuple[ToldPlace, ...]
    amount: str
    origin: SiteView
    holder: SiteView
    to: SiteView | None
    pool: SiteView | None
    cohandlers: tuple[CoHandling, ...]
    filings: tuple[FilingLine, ...]
    joint_result: str
    supervises: bool
    owing: tuple[SiteView, ...]
    agent: str
    papers: tuple[Paper, ...]
    entries: tuple[Entry, ...]
    allowed: tuple[str, ...]
    undo: UndoOffer | None
    rating: Rating | None
    rectification: Rectification | None
    rectifications: tuple[Rectification, ...]
    second: Rating | None
    responsibility: Responsibility


def case_file(work: Work, case: Case, about: UUID | None = None) -> CaseFile:
    """The file of a case that the actor was allowed to read; `about` is the order whose acts it offers.

    Raises Refusal not_found `rectification.unknown`.
    """
    ref, here = work.reference, work.actor.site_id
    item = ref.versions[case.item_code, case.item_version]
    calendar = ref.calendar_at(case.tenant_id)
    closed = case.closed_at or case.completed_at
    run = Run(start=case.accepted_at, due=case.promised_due, law=case.statutory_due, stops=case.stops)
    cells = ruler(run, closed or work.now, calendar)
    facts = work.facts(case)
    history = work.cases.history(case.id)
    name, tail, _ = work.cases.beside(case)
    rating, second = _said(work, case, history)
    orders = rectifications.of_case(work.conn, case.id)
    order = shown(orders, about)
    several = about is None and sum(one.closed_at is None for one in orders) > 1
    return CaseFile(
        case=case,
        item=item,
        applicant=name,
        phone_tail=tail,
        lamp=lamp_of(case, work.now),
        days_left=days_between(work.now, case.promised_due, calendar) if case.promised_due and not closed else None,
        days_used=sum(cell.kind in "utol" for cell in cells),
        days_stopped=sum(cell.kind == "p" for cell in cells),
        cells=cells,
        places=told_places(case, ref.tree),
        amount="" if case.amount is None else yuan_of(case.amount),
        origin=site_view(ref.tree, case.origin_site, here),
        holder=site_view(ref.tree, case.holder_site, here),
        to=site_view(ref.tree, case.offered.to_site, here) if case.offered else None,
        pool=site_view(ref.tree, case.pool_site, here) if case.pool_site else None,
        cohandlers=cohandling(work, case),
        filings=filing_lines(work, case),
        joint_result=overall(merged(case)) or "",
        supervises=bool(supervised(work)),
        owing=_owing(work, facts),
        agent=staff_names(work, {case.agent}).get(case.agent, "") if case.agent else "",
        papers=_papers(case, item, history),
        entries=timeline(work, history),
        allowed=(*allowed(case, facts), *about_rating(None if several else order, work.actor, ref.tree)),
        undo=_undo(work, case, history[-1]),
        rating=rating,
        rectification=order,
        rectifications=orders,
        second=second,
        responsibility=responsibility(work, case, history),
    )


def _owing(work: Work, facts: Facts) -> tuple[SiteView, ...]:
    own = tuple(site for site in facts.owing if site == facts.actor.site_id)
    others = facts.owing if Part.COORDINATOR in facts.parts else ()
    return tuple(site_view(work.reference.tree, site, facts.actor.site_id) for site in dict.fromkeys((*own, *others)))


def lamp_of(case: Case, now: datetime) -> Lamp:
    """The lamp of the promise; none once the case is closed."""
    if case.state in CLOSED_STATES:
        return Lamp.NONE
    paused = bool(case.stops) and case.stops[-1].until is None
    return lamp(now, case.promised_due, case.statutory_due, case.warn_at, paused)


def _said(work: Work, case: Case, history: tuple[e.Happened, ...]) -> tuple[Rating | None, Rating | None]:
    """How the applicant rated the round, and once more, for a reader who may know it."""
    if not case.round or not knows_who(work.actor, had_a_hand(work.actor, history)):
        return None, None
    about = (work.conn, case.id, case.round, work.keys.vault)
    return ratings.find(*about), second_ratings.find(*about)


def _papers(case: Case, item: Item, history: tuple[e.Happened, ...]) -> tuple[Paper, ...]:
    given = next((h.event for h in reversed(history) if isinstance(h.event, e.Accepted)), None)
    here = given.papers if given else ()
    return tuple(
        Paper(
            name=m.name,
            state="here" if m.name in here else "deferred" if m.name in case.deferred else _lacking(m.required),
            note=m.note,
        )
        for m in item.materials
    )


def _lacking(required: bool) -> str:
    return "missing" if required else "optional"


def _undo(work: Work, case: Case, last: e.Happened) -> UndoOffer | None:
    """Whether the last act was the actor's own and is still inside its window."""
    window = work.reference.limits(case.tenant_id).undo.get(e.kind_of(last.event))
    if window is None or last.by_staff is None or last.by_staff != work.actor.staff_id:
        return None
    left = window - int((work.now - last.at).total_seconds())
    return UndoOffer(kind=e.kind_of(last.event), seconds=left) if left > 0 else None
