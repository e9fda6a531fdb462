"""A rating of one round of a case: given once, changed at most as often and as long as the parameters allow."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.deadlines.workdays import due_after
from shared.domain.feedback.grades import Grade
from shared.kernel.errors import conflict


class Channel(StrEnum):
    """Where a rating came in (eval_channel)."""

    SMS = "sms"
    LINK = "link"
    PHONE = "phone"  # 回访电话里说的
    KEYS = "keys"  # 自动语音电话里按的键


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """What the applicant said about one round. `changes` counts corrections by the applicant themselves."""

    case_id: UUID
    round: int
    grade: Grade
    channel: Channel
    rated_at: datetime
    reasons: tuple[str, ...] = ()
    words: str = ""
    changes: int = 0


class RatingLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How often and how long (working days) a rating may be changed. Our defaults: once within 5 days."""

    change_days: int = 5
    max_changes: int = 1


def rate(before: Rating | None, new: Rating, calendar: WorkCalendar, limits: RatingLimits) -> Rating:
    """The rating that stands. Saying the same again changes nothing; saying why, once, is no change of mind.

    Raises Refusal conflict `rating.final`.
    """
    if before is None:
        return new
    same = before.grade is new.grade
    if same and (not _said(new) or _said(before) == _said(new)):
        return before
    tells_why = same and not _said(before)
    late = new.rated_at > due_after(before.rated_at, limits.change_days, calendar)
    if late or (before.changes >= limits.max_changes and not tells_why):
        raise conflict("rating.final")
    if tells_why:
        return msgspec.structs.replace(before, reasons=new.reasons, words=new.words)
    return msgspec.structs.replace(new, changes=before.changes + 1)


def _said(rating: Rating) -> tuple[str, ...]:
    return (*rating.reasons, rating.words) if rating.reasons or rating.words else ()


def settles(rating: Rating | None, looked_into: bool | None = None) -> bool:
    """Whether feedback is settled: answered, and an order that a bad grade opened is closed (None: there is none)."""
    if rating is None or looked_into is not None:
        return bool(looked_into)
    return not rating.grade.is_bad
