"""An occasion to evaluate (应评): one for every completion of a case, one for every visit to a counter.

Not answering is a state of its own. It is no satisfied applicant: where a locality counts silence as one (默认满意),
that is DEFAULT, shown beside the ratings and part of no rate.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec
from msgspec.structs import replace

from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.deadlines.workdays import due_after


class EvaluationState(StrEnum):
    """How an occasion stands. Each comment says how one gets in and out."""

    OPEN = "open"  # 待评价; in: a completion, a visit; out: an answer, a refusal, time
    ANSWERED = "answered"  # 主动评价; in: a rating by any way, however late; nothing leads out
    REFUSED = "refused"  # 不愿评价; in: somebody said so; out: a rating after all
    UNANSWERED = "unanswered"  # 未评价; in: time is over; out: a late rating
    DEFAULT = "default"  # 默认评价; in: time is over where the locality counts silence; out: a late rating


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """One occasion; `occasion` empty is the case itself, else a visit (see `visit`). `site` is evaluated."""

    tenant_id: str
    case_id: UUID
    round: int
    occasion: str = ""
    site: str
    state: EvaluationState = EvaluationState.OPEN
    opened_at: datetime
    reminded_at: datetime | None = None
    settled_at: datetime | None = None


class EvaluationLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Working days until the one reminder (0: none), and whether silence counts as 默认满意. Our defaults: 3, no."""

    remind_days: int = 3
    silence_counts: bool = False


def visit(site: str, day: date) -> str:
    """The occasion of a visit (一次一评): somebody came about a case to this site on this day, once or three times."""
    return f"{site}/{day.isoformat()}"


def visited(occasion: str) -> str:
    """The site of a visit; empty for the case itself."""
    return occasion.partition("/")[0]


def found_on(visit_id: UUID) -> str:
    """What an order is about that a return visit found after the first one was closed; nobody rated that."""
    return f"/{visit_id}"


def answered(before: Evaluation, now: datetime) -> Evaluation:
    """Somebody rated; the first time counts."""
    if before.state is EvaluationState.ANSWERED:
        return before
    return replace(before, state=EvaluationState.ANSWERED, settled_at=now)


def refused(before: Evaluation, now: datetime) -> Evaluation:
    """Somebody does not want to be asked; what is settled stays."""
    return replace(before, state=EvaluationState.REFUSED, settled_at=now) if _is_open(before) else before


def over(before: Evaluation, now: datetime, limits: EvaluationLimits) -> Evaluation:
    """Its time is over and nobody said anything."""
    silent = EvaluationState.DEFAULT if limits.silence_counts else EvaluationState.UNANSWERED
    return replace(before, state=silent, settled_at=now) if _is_open(before) else before


def reminded(before: Evaluation, now: datetime) -> Evaluation | None:
    """The one reminder goes out; None where there was one, or nothing is open any more."""
    return replace(before, reminded_at=now) if _is_open(before) and before.reminded_at is None else None


def remind_at(opened_at: datetime, limits: EvaluationLimits, calendar: WorkCalendar) -> datetime | None:
    """When the reminder is due; None where the locality sends none."""
    return due_after(opened_at, limits.remind_days, calendar) if limits.remind_days else None


def _is_open(one: Evaluation) -> bool:
    return one.state is EvaluationState.OPEN
