"""约定事项: what one site of a case owes another, with a clock of its own: an answer, or something to be sent.

Who waits and who owes are sites, or the handling side: what the holder owes or waits for passes with the case to
whoever signs for it. The limit stays as it was.
"""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec.structs import replace

from shared.domain.access.actor import Actor
from shared.domain.cases.measures import Occurrence, Trigger
from shared.domain.cases.model import CLOSED_STATES, Case
from shared.domain.cooperation.limits import CooperationLimits
from shared.domain.cooperation.turns import require_voice, speakers
from shared.domain.deadlines.calendar import WorkCalendar, local_date
from shared.domain.deadlines.lamps import Lamp, lamp
from shared.domain.deadlines.minutes import after_minutes, minutes_between
from shared.domain.deadlines.workdays import days_between, due_after
from shared.domain.org.tree import OrgTree
from shared.kernel.errors import conflict, forbidden, illegal_move, invalid
from shared.kernel.free_text import require_free_text


class ObligationKind(StrEnum):
    """What is owed."""

    ANSWER = "answer"  # 答复
    PAPER = "paper"  # 补材料


class ObligationState(StrEnum):
    """How it stands; being overdue ends nothing."""

    OPEN = "open"  # from the asking or the promise
    FULFILLED = "fulfilled"  # by the site that owed it
    WITHDRAWN = "withdrawn"  # by the site that waited for it
    MOOT = "moot"  # the case was closed, or both sides became one; an undo of the closing opens it again


class Obligation(msgspec.Struct, frozen=True, kw_only=True):
    """`to_site` waits, `by_site` owes, as it was when the obligation arose; `..._holder` marks the handling side.

    `remind_at` None: there is no time for a reminder. `escalated_to` is the centre that was told it is overdue.
    """

    id: UUID
    tenant_id: str
    case_id: UUID
    kind: ObligationKind
    words: str
    to_site: str
    to_holder: bool
    by_site: str
    by_holder: bool
    asked_by: UUID | None
    promised: bool
    asked_at: datetime
    due_at: datetime
    remind_at: datetime | None
    state: ObligationState = ObligationState.OPEN
    reminded_at: datetime | None = None
    overdue_at: datetime | None = None
    escalated_to: str = ""
    settled_at: datetime | None = None
    settled_by: UUID | None = None


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks of another site, or promises it: `other` is that site. `by`: the day chosen for it."""

    other: str
    kind: ObligationKind
    words: str
    by: date | None = None
    promised: bool = False


def arise(
    obligation_id: UUID,
    case: Case,
    wanted: Wanted,
    actor: Actor,
    tree: OrgTree,
    now: datetime,
    calendar: WorkCalendar,
    limits: CooperationLimits,
) -> Obligation:
    """The obligation, by the calendar of the site that owes it.

    Raises the Refusals of `require_voice`, illegal_move `obligation.closed`, invalid `obligation.other`,
    `obligation.words`, `obligation.by`, `obligation.far`, `length.words` or `words.personal`.
    """
    require_voice(case, actor, tree)
    if case.state in CLOSED_STATES:
        raise illegal_move("obligation.closed", state=case.state.value)
    if wanted.other == actor.site_id or wanted.other not in speakers(case, tree):
        raise invalid("obligation.other", {"other": "obligation.other"})
    if not wanted.words.strip():
        raise invalid("obligation.words", {"words": "obligation.words"})
    require_free_text({"words": wanted.words}, ("words",))
    to, by = (wanted.other, actor.site_id) if wanted.promised else (actor.site_id, wanted.other)
    due = _due(wanted, now, calendar, limits)
    return Obligation(
        id=obligation_id,
        tenant_id=case.tenant_id,
        case_id=case.id,
        kind=wanted.kind,
        words=wanted.words.strip(),
        to_site=to,
        to_holder=to == case.holder_site,
        by_site=by,
        by_holder=by == case.holder_site,
        asked_by=actor.staff_id,
        promised=wanted.promised,
        asked_at=now,
        due_at=due,
        remind_at=_reminder(now, due, calendar, limits),
    )


def _due(wanted: Wanted, now: datetime, calendar: WorkCalendar, limits: CooperationLimits) -> datetime:
    """The closing of the chosen day; else the limit of its kind."""
    if wanted.by is not None:
        over = wanted.by < local_date(now) or calendar.closes(wanted.by) <= now
        if over or not calendar.is_working(wanted.by):
            raise invalid("obligation.by", {"by": "obligation.by"})
        if days_between(now, calendar.closes(wanted.by), calendar) > limits.longest_days:
            raise invalid("obligation.far", {"by": "obligation.far"}, days=limits.longest_days)
        return calendar.closes(wanted.by)
    if wanted.kind is ObligationKind.PAPER:
        return due_after(now, limits.paper_days, calendar)
    return after_minutes(now, limits.answer_minutes, calendar)


def _reminder(now: datetime, due: datetime, calendar: WorkCalendar, limits: CooperationLimits) -> datetime | None:
    whole = minutes_between(now, due, calendar)
    if not 0 < limits.remind_minutes < whole:
        return None
    return after_minutes(now, whole - limits.remind_minutes, calendar)


def owes(obligation: Obligation, case: Case) -> str:
    """The site that owes it now."""
    return case.holder_site if obligation.by_holder else obligation.by_site


def waits(obligation: Obligation, case: Case) -> str:
    """The site that waits for it now."""
    return case.holder_site if obligation.to_holder else obligation.to_site


def fulfil(obligation: Obligation, case: Case, actor: Actor, now: datetime) -> Obligation:
    """Done, says the site that owes it. Raises Refusal conflict `obligation.settled`, forbidden `obligation.part`."""
    return _settle(obligation, case, actor, now, owes, ObligationState.FULFILLED)


def withdraw(obligation: Obligation, case: Case, actor: Actor, now: datetime) -> Obligation:
    """No longer needed, says the site that waits. Raises Refusal `obligation.settled`, forbidden `obligation.part`."""
    return _settle(obligation, case, actor, now, waits, ObligationState.WITHDRAWN)


def _settle(
    obligation: Obligation,
    case: Case,
    actor: Actor,
    now: datetime,
    part: Callable[[Obligation, Case], str],
    to: ObligationState,
) -> Obligation:
    require_open(obligation)
    if part(obligation, case) != actor.site_id:
        raise forbidden("obligation.part")
    return replace(obligation, state=to, settled_at=now, settled_by=actor.staff_id)


def require_open(obligation: Obligation) -> None:
    """Raises Refusal conflict `obligation.settled`."""
    if obligation.state is not ObligationState.OPEN:
        raise conflict("obligation.settled", obligation=obligation.state.value)


def is_moot(obligation: Obligation, case: Case) -> bool:
    """Whether nobody owes it to anybody any more: the case is closed, or the two sides have become one."""
    return case.state in CLOSED_STATES or owes(obligation, case) == waits(obligation, case)


def unanswered(obligation: Obligation, case: Case) -> Occurrence | None:
    """What calls for measures while it is owed, also in a paused case; None once nobody owes it."""
    if obligation.state is not ObligationState.OPEN or is_moot(obligation, case):
        return None
    return Occurrence(
        trigger=Trigger.NO_REPLY,
        key=f"owed:{obligation.id}",
        since=obligation.asked_at,
        site=owes(obligation, case),
        limit=obligation.due_at,
    )


def coordinator(obligation: Obligation, case: Case, tree: OrgTree) -> str:
    """The centre that is told when it is overdue: the lowest one above both sides."""
    return tree.common_coordinator(owes(obligation, case), waits(obligation, case)).id


def lamp_of(obligation: Obligation, now: datetime) -> Lamp:
    """Green, blue when the reminder is due, yellow when overdue; none once it is settled."""
    if obligation.state is not ObligationState.OPEN:
        return Lamp.NONE
    return lamp(now, obligation.due_at, None, obligation.remind_at, paused=False)
