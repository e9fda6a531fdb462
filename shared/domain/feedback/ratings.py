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

    SMS = "sms"  # a reply to our prompt
    LINK = "link"  # the page behind the link in it
    QR = "qr"  # the same page, opened at a counter with the applicant's own phone
    TABLET = "tablet"  # the same page, on a device that the counter hands over
    PHONE = "phone"  # told to a caller, who writes it down
    KEYS = "keys"  # keys pressed during an automatic call
    PAPER = "paper"  # written on paper, entered later with its scan


SAME_PHONE, DESK_DEVICE = "same_phone", "desk_device"
"""Flags: one phone rated many cases; it came from a device on which somebody of ours is or was logged in."""


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """What the applicant said about one occasion of a round: the case itself where `occasion` is empty, or a visit.

    `changes` counts corrections by the applicant themselves. An `anonymous` rater wants no call about it. `recorded_by`
    wrote it down for them; `scan` is the attachment that shows their paper.
    """

    case_id: UUID
    round: int
    occasion: str = ""
    grade: Grade
    channel: Channel
    rated_at: datetime
    reasons: tuple[str, ...] = ()
    words: str = ""
    changes: int = 0
    anonymous: bool = False
    recorded_by: UUID | None = None
    scan: UUID | None = None
    flags: tuple[str, ...] = ()

    @property
    def reasoned(self) -> bool:
        """Whether the applicant said why."""
        return bool(self.reasons or self.words)


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
        return msgspec.structs.replace(before, reasons=new.reasons, words=new.words, anonymous=new.anonymous)
    return msgspec.structs.replace(new, changes=before.changes + 1)


def _said(rating: Rating) -> tuple[str, ...]:
    return (*rating.reasons, rating.words) if rating.reasoned else ()


def settles(rating: Rating | None, looked_into: bool | None = None) -> bool:
    """Whether feedback is settled: answered, and an order that a bad grade opened is closed (None: there is none)."""
    if rating is None or looked_into is not None:
        return bool(looked_into)
    return not rating.grade.is_bad
