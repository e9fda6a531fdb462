"""电话回访: a round of a case that is called about; who may call, and for how long one caller has it to themselves."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec.structs import replace

from shared.domain.access.actor import Actor
from shared.domain.feedback.bands import CallHours
from shared.kernel.errors import conflict, forbidden


class VisitReason(StrEnum):
    """Why somebody is called."""

    BAD_RATING = "bad_rating"  # 实名差评，全部回访
    SECOND_BAD = "second_bad"  # 整改后仍不满意
    SAMPLE = "sample"  # 按比例抽取


class VisitState(StrEnum):
    """How a visit stands. Each comment says how one gets in."""

    WAITING = "waiting"  # from the draw or a bad rating, also where it was over; after a try in vain
    ANSWERED = "answered"  # the applicant was spoken to
    REFUSED = "refused"  # did not want to be asked
    UNREACHABLE = "unreachable"  # three tries in vain, or the number is wrong


CLOSED = frozenset({VisitState.ANSWERED, VisitState.REFUSED, VisitState.UNREACHABLE})


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One round to call about, or a visit to a counter in it (`occasion`). `site` handled it: nobody there calls.

    `tries` count what rang in vain, since the bad rating where there is one. `next_at` is business time; the lock is
    real time, as of any lease.
    """

    id: UUID
    tenant_id: str
    case_id: UUID
    round: int
    occasion: str = ""
    reason: VisitReason
    site: str
    created_at: datetime
    next_at: datetime
    state: VisitState = VisitState.WAITING
    plan_id: UUID | None = None
    tries: int = 0
    put_off: int = 0
    locked_by: UUID | None = None
    locked_until: datetime | None = None
    closed_at: datetime | None = None


class VisitRules(msgspec.Struct, frozen=True, kw_only=True):
    """Tries before somebody counts as unreachable, over at least so many working days; how often a call may be put off.

    12345 practice for the first two; our defaults for the others: minutes of a lock, and times put off.
    """

    tries: int = 3
    days: int = 2
    lock_minutes: int = 15
    put_off: int = 3
    hours: CallHours = CallHours()


def take(before: Visit, actor: Actor, now: datetime, lock_until: datetime) -> Visit:
    """The visit, the caller's own for some minutes. `now` is real time.

    Raises Refusal forbidden `visit.own_site` or `visit.nobody`, conflict `visit.closed` or `visit.locked`.
    """
    require_apart(before, actor)
    if before.state in CLOSED:
        raise conflict("visit.closed")
    if _held(before, now) and before.locked_by != actor.staff_id:
        raise conflict("visit.locked")
    return replace(before, locked_by=actor.staff_id, locked_until=lock_until)


def release(before: Visit, actor: Actor) -> Visit:
    """Given back to the queue. Raises Refusal conflict `visit.not_yours`."""
    if before.locked_by is None or before.locked_by != actor.staff_id:
        raise conflict("visit.not_yours")
    return replace(before, locked_by=None, locked_until=None)


def require_mine(visit: Visit, actor: Actor, now: datetime) -> None:
    """Raises Refusal conflict `visit.not_yours` unless the caller has it just now. `now` is real time."""
    require_apart(visit, actor)
    if visit.locked_by != actor.staff_id or not _held(visit, now):
        raise conflict("visit.not_yours")


def require_apart(visit: Visit, actor: Actor) -> None:
    """Whoever handled it does not ask how it went.

    Raises Refusal forbidden `visit.own_site`, or `visit.nobody` for a caller without a name.
    """
    if actor.staff_id is None:
        raise forbidden("visit.nobody")
    if actor.site_id == visit.site:
        raise forbidden("visit.own_site")


def _held(visit: Visit, now: datetime) -> bool:
    return visit.locked_until is not None and now < visit.locked_until
