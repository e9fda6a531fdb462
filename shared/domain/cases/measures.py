"""催办、提级、督办: what is done when a case is late or stuck, after which trigger, and what was done already."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Trigger(StrEnum):
    """What sets a chain of measures off. Each comment says how a chain begins and ends."""

    UNSIGNED = "unsigned"  # begins with an offer, of a part too; ends when it is signed, off, or the case placed anew
    NO_REPLY = "no_reply"  # begins when an answer is owed: on acceptance, to a site, from outside; ends with the answer
    NEAR = "near"  # begins with the warning before the promised date (blue); ends on that date, or when it moves
    YELLOW = "yellow"  # begins on the promised date; ends with the case, a pause, or when the date moves
    RED = "red"  # begins on the statutory date; ends as yellow
    RETURNED = "returned"  # the n-th return: one measure each
    BAD_RATING = "bad_rating"  # begins with the order to look into it; ends when that is closed
    UNCALLED = "uncalled"  # begins with that order, too; ends when the applicant was called
    HAND = "hand"  # somebody urged by hand; no line of a policy speaks of it


class Measure(StrEnum):
    """What is done."""

    REMIND = "remind"  # 催办: who has to act is told
    ESCALATE = "escalate"  # 提级: who stands above gets it in view
    SUPERVISE = "supervise"  # 督办: an answer in words is owed, by a date
    NONE = "none"  # nothing: how a policy takes an inherited step back


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A measure that was taken: the `n`-th of the chain that `key` tells from others of its trigger."""

    trigger: str
    key: str
    n: int
    at: datetime


class Occurrence(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to a case and set a chain off, at `since`.

    `site` is the one that has to act, there `person` where one has it in charge; `limit` is the instant by which it
    should have. `nth` is set where the chain has one measure only, the one for the n-th time.
    """

    trigger: Trigger
    key: str
    since: datetime
    site: str
    limit: datetime | None = None
    nth: int | None = None
    person: UUID | None = None
