"""The roster of a site (名册): who accompanies cases there, on which days, and who stands in for whom."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

import msgspec

WORKING_DAYS = "W"
"""The weekly pattern of whoever follows the calendar: its working days, make-up days (调休) included."""


class Rank(StrEnum):
    """What a member of the roster is asked as."""

    LEAD = "lead"  # 主办
    SUBSTITUTE = "substitute"  # 替补


class AbsenceKind(StrEnum):
    """Why somebody is away. Our default list."""

    ANNUAL = "annual"  # 年休假
    SICK = "sick"  # 病假
    PERSONAL = "personal"  # 事假
    BUSINESS = "business"  # 公出
    TRAINING = "training"  # 培训
    OTHER = "other"


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A person on a site's roster from one date to another, both inclusive; no `to_day`: until further notice.

    `place` orders those of one rank. `competence` are `*`, `cat:NAME` or `item:CODE`. `weekdays` are ISO digits, or `W`
    for the calendar's working days. `active` is false of who has left office or whose log-in is shut.
    """

    id: UUID
    site_id: str
    staff_id: UUID
    rank: Rank
    from_day: date
    to_day: date | None = None
    place: int = 1
    competence: tuple[str, ...] = ("*",)
    weekdays: str = WORKING_DAYS
    name: str = ""
    active: bool = True


class DayException(msgspec.Struct, frozen=True, kw_only=True):
    """One date on which somebody is, or is not, on duty against their weekly pattern (加班、调休)."""

    id: UUID
    site_id: str
    staff_id: UUID
    day: date
    on_duty: bool


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is away from one date to another, both inclusive; `substitute` has their cases meanwhile."""

    id: UUID
    site_id: str
    staff_id: UUID
    kind: AbsenceKind
    from_day: date
    to_day: date
    substitute: UUID | None = None
    words: str = ""

    def covers(self, day: date) -> bool:
        """Whether the date lies in it."""
        return self.from_day <= day <= self.to_day


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """What is written down about one site, as it is believed now: of past dates as well as of those to come."""

    site_id: str
    members: tuple[Member, ...] = ()
    exceptions: tuple[DayException, ...] = ()
    absences: tuple[Absence, ...] = ()
    names: Mapping[UUID, str] = MappingProxyType({})

    def on(self, day: date) -> tuple[Member, ...]:
        """The members of that date, in the order in which they are asked: 主办 before 替补."""
        here = (m for m in self.members if m.from_day <= day and (m.to_day is None or day <= m.to_day))
        return tuple(sorted(here, key=lambda m: (m.rank is not Rank.LEAD, m.place, m.name, str(m.staff_id))))

    def member(self, staff_id: UUID | None, day: date) -> Member | None:
        """The person's membership on that date."""
        return next((m for m in self.on(day) if m.staff_id == staff_id), None)

    def absence(self, staff_id: UUID | None, day: date) -> Absence | None:
        """Why the person is away on that date; of several the one that lasts longest."""
        away = [a for a in self.absences if a.staff_id == staff_id and a.covers(day)]
        return max(away, key=lambda a: (a.to_day, str(a.id)), default=None)
