"""What a call comes to: spoken to, put off, in vain; when the next try is, and when somebody counts as unreachable.

A bad rating that comes meanwhile, or when all is over, has a person call.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec.structs import replace

from shared.domain.deadlines.calendar import WorkCalendar, local_date
from shared.domain.deadlines.workdays import due_after
from shared.domain.feedback.bands import next_opening
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.visits import CLOSED, Visit, VisitReason, VisitRules, VisitState
from shared.kernel.errors import conflict, invalid

PUT_OFF_DAYS = 5  # working days ahead that a call may be put off; our default


class Outcome(StrEnum):
    """What a call came to (回访结果)."""

    ANSWERED = "answered"  # 已接通
    REFUSED = "refused"  # 接通，不愿回答
    LATER = "later"  # 接通，约定再打
    BUSY = "busy"  # 占线
    NO_ANSWER = "no_answer"  # 无人接听
    OFF = "off"  # 关机、停机
    WRONG_NUMBER = "wrong_number"  # 空号、号码不对


IN_VAIN = frozenset({Outcome.BUSY, Outcome.NO_ANSWER, Outcome.OFF})
"""A phone that rang, or did not, without anybody answering: a try."""
SPOKEN = frozenset({Outcome.ANSWERED, Outcome.REFUSED})
"""The applicant was on the line and the visit was over with it."""

_ENDS = {
    Outcome.ANSWERED: VisitState.ANSWERED,
    Outcome.REFUSED: VisitState.REFUSED,
    Outcome.WRONG_NUMBER: VisitState.UNREACHABLE,
}


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call of a visit. `answers` are codes of the script; `outcome` None while it goes on."""

    id: UUID
    visit_id: UUID
    seq: int
    dialled_at: datetime
    by_site: str
    by_staff: UUID | None = None
    outcome: Outcome | None = None
    ended_at: datetime | None = None
    grade: Grade | None = None
    answers: tuple[str, ...] = ()
    words: str = ""


def after_call(
    before: Visit,
    calls: Sequence[Call],
    now: datetime,
    rules: VisitRules,
    calendar: WorkCalendar,
    later_at: datetime | None = None,
) -> Visit:
    """The visit after the last of its calls, which has its outcome. Of those in vain as many count as `tries` says.

    Raises Refusal conflict `visit.closed` or `visit.put_off`, invalid `visit.later` for a time that will not do.
    """
    if before.state in CLOSED:
        raise conflict("visit.closed")
    free = replace(before, locked_by=None, locked_until=None)
    outcome = calls[-1].outcome
    if outcome in _ENDS:
        return replace(free, state=_ENDS[outcome], closed_at=now)
    if outcome is Outcome.LATER:
        return _put_off(free, now, rules, calendar, later_at)
    in_vain = [call for call in calls if call.outcome in IN_VAIN]
    return _in_vain(free, in_vain[-before.tries - 1 :], now, rules, calendar)


def rated_badly(before: Visit, calls: Sequence[Call], rated_at: datetime, now: datetime) -> Visit:
    """The visit whose round was rated badly at `rated_at` (实名差评，全部回访): a person calls, also where it was over.

    It stays as it is where a person has spoken to the applicant since. Tries count anew. While a machine has them on
    the line, nobody else calls.
    """
    if any(_spoke(call, rated_at) for call in calls):
        return before
    urgent = replace(before, reason=VisitReason.BAD_RATING, state=VisitState.WAITING, closed_at=None)
    return replace(urgent, next_at=before.next_at if machine_on_line(calls) else now, tries=0, put_off=0)


def machine_on_line(calls: Sequence[Call]) -> bool:
    """Whether a call of a machine has no end yet: the phone may be ringing."""
    return any(call.by_staff is None and call.ended_at is None for call in calls)


def require_no_machine(calls: Sequence[Call]) -> None:
    """Raises Refusal conflict `visit.machine` while one has them on the line: nobody is called by two at once."""
    if machine_on_line(calls):
        raise conflict("visit.machine")


def _spoke(call: Call, since: datetime) -> bool:
    """Whether a person, not a machine, spoke to the applicant since then."""
    if call.by_staff is None or call.ended_at is None:
        return False
    return call.outcome in SPOKEN and call.ended_at >= since


def exhausted(tries: Sequence[Call], rules: VisitRules) -> bool:
    """Enough tries, in as many bands of the day as there are, over enough days."""
    bands = {rules.hours.band_of(call.dialled_at) for call in tries}
    days = {local_date(call.dialled_at) for call in tries}
    spread = len(bands) >= min(rules.tries, len(rules.hours.bands))
    return len(tries) >= rules.tries and spread and len(days) >= rules.days


def _put_off(
    before: Visit, now: datetime, rules: VisitRules, calendar: WorkCalendar, later_at: datetime | None
) -> Visit:
    """As the applicant asked for; no try. Not without end, and not into the quiet hours."""
    if before.put_off >= rules.put_off:
        raise conflict("visit.put_off", times=rules.put_off)
    last = due_after(now, PUT_OFF_DAYS, calendar)
    if later_at is None or not now < later_at <= last or rules.hours.is_quiet(later_at):
        raise invalid("visit.later", {"later_at": "visit.later"}, days=PUT_OFF_DAYS)
    return replace(before, next_at=later_at, put_off=before.put_off + 1)


def _in_vain(before: Visit, tries: Sequence[Call], now: datetime, rules: VisitRules, calendar: WorkCalendar) -> Visit:
    after = replace(before, tries=len(tries))
    if exhausted(tries, rules):
        return replace(after, state=VisitState.UNREACHABLE, closed_at=now)
    used = {rules.hours.band_of(call.dialled_at) for call in tries}
    days = {local_date(call.dialled_at) for call in tries}
    # The try that may be the last one lies on another day, so that it can be.
    other_day = local_date(now) if len(tries) + 1 >= rules.tries and len(days) < rules.days else None
    return replace(after, next_at=next_opening(now, used, rules.hours, calendar, other_day))
