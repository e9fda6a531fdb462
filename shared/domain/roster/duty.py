"""Who is on duty (在岗) on a date: by weekly pattern, single dates and absences; and who stands in for whom."""

from datetime import date
from enum import StrEnum
from uuid import UUID

import msgspec

from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.roster.model import WORKING_DAYS, Member, Roster


class Presence(StrEnum):
    """How somebody stands on the roster of a site on a date."""

    ON_DUTY = "on_duty"  # 在岗
    OFF = "off"  # 轮休: not a day of theirs
    ABSENT = "absent"  # 请假、公出
    NOT_LISTED = "not_listed"  # others are on the roster, they are not
    NO_ROSTER = "no_roster"  # nobody is: whoever works there counts as on duty, and the alarm is on


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How one person stands today, who has their place, and who is on duty at the site; people by name."""

    presence: Presence
    until: date | None = None
    substitute: str = ""
    on_duty: tuple[str, ...] = ()

    @property
    def may_act(self) -> bool:
        """Whether they may sign for cases and claim them. Nobody is locked out where no roster was written yet."""
        return self.presence in (Presence.ON_DUTY, Presence.NO_ROSTER)


def presence(roster: Roster, staff_id: UUID | None, day: date, calendar: WorkCalendar) -> Presence:
    """How the person stands on that date. An absence goes before single dates, these before the weekly pattern.

    Raises Refusal invalid `calendar.year_missing` for the pattern of working days in a year the calendar does not know.
    """
    member = roster.member(staff_id, day)
    if member is None:
        return Presence.NOT_LISTED if roster.on(day) else Presence.NO_ROSTER
    if roster.absence(staff_id, day):
        return Presence.ABSENT
    single = next((x for x in roster.exceptions if x.staff_id == staff_id and x.day == day), None)
    comes = single.on_duty if single else _by_pattern(member, day, calendar)
    return Presence.ON_DUTY if comes else Presence.OFF


def on_duty(roster: Roster, day: date, calendar: WorkCalendar) -> tuple[Member, ...]:
    """The active members on duty that date, in the order in which they are asked."""
    here = (m for m in roster.on(day) if m.active)
    return tuple(m for m in here if presence(roster, m.staff_id, day, calendar) is Presence.ON_DUTY)


def substitute_of(roster: Roster, staff_id: UUID, day: date, calendar: WorkCalendar) -> Member | None:
    """Who has the absent person's place: the one named, or the one named by that one, else the first on duty."""
    here = {m.staff_id: m for m in on_duty(roster, day, calendar) if m.staff_id != staff_id}
    seen: set[UUID] = {staff_id}
    away = roster.absence(staff_id, day)
    while away and away.substitute and away.substitute not in seen:
        if away.substitute in here:
            return here[away.substitute]
        seen.add(away.substitute)
        away = roster.absence(away.substitute, day)
    return next(iter(here.values()), None)


def standing(roster: Roster, staff_id: UUID | None, day: date, calendar: WorkCalendar) -> Standing:
    """How the person stands that date, with all that a refusal has to tell."""
    found = presence(roster, staff_id, day, calendar)
    away = roster.absence(staff_id, day) if found is Presence.ABSENT else None
    instead = substitute_of(roster, staff_id, day, calendar) if away and staff_id else None
    return Standing(
        presence=found,
        until=away.to_day if away else None,
        substitute=instead.name if instead else "",
        on_duty=tuple(m.name for m in on_duty(roster, day, calendar)),
    )


def _by_pattern(member: Member, day: date, calendar: WorkCalendar) -> bool:
    if member.weekdays == WORKING_DAYS:
        return calendar.is_working(day)
    return str(day.isoweekday()) in member.weekdays
