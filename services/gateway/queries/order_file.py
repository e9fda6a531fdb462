"""The file of one order about a bad rating: its limits, every act with who and why, and what the actor may do now."""

from collections.abc import Mapping
from uuid import UUID

import msgspec
from msgspec.structs import replace

from services.gateway.queries.places import SiteView, site_view
from services.gateway.queries.thread import FileLine, file_lines
from services.gateway.queries.timeline import staff_names
from shared.domain.access import actions
from shared.domain.access.actor import Actor
from shared.domain.cases.model import Case
from shared.domain.deadlines.lamps import Lamp
from shared.domain.deadlines.workdays import days_between
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.limits import lamp_of_order
from shared.domain.feedback.readers import had_a_hand
from shared.domain.feedback.rectification import Rectification, RectificationState, may_act
from shared.domain.feedback.which_order import shown
from shared.domain.org.tree import OrgTree
from shared.kernel.errors import not_found
from shared.store import attachments, rectifications, second_ratings
from shared.store.rectifications import Act
from shared.store.uow import Work


class ActLine(msgspec.Struct, frozen=True, kw_only=True):
    """An act, with who did it. The name is empty where the platform or the applicant did.

    `files` are those the reader may open; `hidden` counts the others.
    """

    act: Act
    by_name: str
    by_site: SiteView
    files: tuple[FileLine, ...] = ()
    hidden: int = 0


class OrderFile(msgspec.Struct, frozen=True, kw_only=True):
    """One order. `second` is how the applicant saw it afterwards; `shows`: the reader may show files about it.

    Whoever had a hand in the case reads what there is to mend and was done about it, and no grade.
    """

    order: Rectification
    state: RectificationState
    lamp: Lamp
    days_left: int
    site: SiteView
    acts: tuple[ActLine, ...]
    second: Grade | None
    allowed: tuple[str, ...]
    shows: bool


def order_file(work: Work, case: Case, named: UUID | None = None) -> OrderFile:
    """The order named, else the one to look at first. Raises Refusal not_found `rectification.unknown`."""
    order, here = shown(rectifications.of_case(work.conn, case.id), named), work.actor.site_id
    if order is None:
        raise not_found("rectification.unknown")
    calendar, tree = work.reference.calendar_at(order.tenant_id), work.reference.tree
    hides = had_a_hand(work.actor, work.cases.history(case.id))
    acts = tuple(_without_grade(act) if hides else act for act in rectifications.acts_of(work.conn, order))
    names = staff_names(work, {act.by_staff for act in acts})
    shown_ids = [one for act in acts for one in act.attachments]
    known = {one.id: one for one in file_lines(attachments.named(work.conn, shown_ids))}
    second = None
    if not order.occasion and not hides:
        second = second_ratings.find(work.conn, case.id, order.round, work.keys.vault)
    return OrderFile(
        order=order,
        state=order.state,
        lamp=lamp_of_order(order, work.now, calendar),
        days_left=days_between(work.now, order.next_due, calendar),
        site=site_view(tree, order.site, here),
        acts=tuple(_line(work, act, names, known) for act in acts),
        second=second.grade if second else None,
        allowed=about_rating(order, work.actor, tree),
        shows=order.closed_at is None and may_act(order, work.actor, tree),
    )


def _without_grade(act: Act) -> Act:
    return replace(act, code="") if act.kind in _RATED else act


def _line(work: Work, act: Act, names: Mapping[UUID, str], known: Mapping[UUID, FileLine]) -> ActLine:
    files = tuple(known[one] for one in act.attachments if one in known)
    return ActLine(
        act=act,
        by_name=names.get(act.by_staff, "") if act.by_staff else "",
        by_site=site_view(work.reference.tree, act.by_site, work.actor.site_id),
        files=files,
        hidden=len(act.attachments) - len(files),
    )


def about_rating(order: Rectification | None, actor: Actor, tree: OrgTree) -> tuple[str, ...]:
    """What the actor may try now about a bad rating, as far as the order's state and the actor's place say so."""
    if order is None or order.closed_at:
        return ()
    acts: tuple[str, ...] = ()
    if may_act(order, actor, tree):
        acts = (*_INSIDE[order.state], actions.RECTIFICATION_CLASSIFY)
    if actor.site_id != order.site and order.state is RectificationState.APPEALED:
        acts += (actions.RECTIFICATION_DECIDE,)
    if order.doubt:
        acts = tuple(act for act in acts if act != actions.RECTIFICATION_DOUBT)
    if order.refused_at and order.appealed_at is None and actor.site_id == order.site:
        acts += (actions.RECTIFICATION_APPEAL,)
    return acts


_RATED = ("opened", "second_rated")
"""Acts whose code is a grade."""

_INSIDE = {
    RectificationState.OPEN: (actions.RECTIFICATION_CONTACT,),
    RectificationState.CONTACTED: (actions.RECTIFICATION_CLOSE, actions.RECTIFICATION_DOUBT),
    RectificationState.REVIEW: (actions.RECTIFICATION_REVIEW,),
    RectificationState.APPEALED: (),
}
