"""Who works where (名册): the lines of a site's roster, and for each the coming days as a strip."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, or_, select

from services.gateway.queries.alarms import handling
from services.gateway.queries.places import SiteView, site_view
from shared.domain.cases.desk import Bucket
from shared.domain.deadlines.calendar import WorkCalendar, local_date
from shared.domain.roster.duty import Presence, presence, substitute_of
from shared.domain.roster.model import Absence, Member, Roster
from shared.store import rosters
from shared.store.tables.cases import desk_rows as d
from shared.store.tables.org import staff as s
from shared.store.uow import Work

STRIP = 14
"""Days that a strip shows, today first."""


class StripDay(msgspec.Struct, frozen=True, kw_only=True):
    """One date of somebody's strip."""

    day: date
    presence: Presence


class RosterLine(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on the roster, the open cases they have, and how they stand on the coming days."""

    member: Member
    today: Presence
    away: Absence | None
    substitute: str
    cases: int
    strip: tuple[StripDay, ...]


class AbsenceLine(msgspec.Struct, frozen=True, kw_only=True):
    """An absence that lasts or is to come, with its people by name."""

    absence: Absence
    name: str
    substitute: str


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff of the site, to choose from."""

    id: UUID
    name: str


class RosterView(msgspec.Struct, frozen=True, kw_only=True):
    """The roster of one site as it is believed now."""

    site: SiteView
    lines: tuple[RosterLine, ...]
    absences: tuple[AbsenceLine, ...]
    staff: tuple[Colleague, ...]
    on_duty: tuple[str, ...]


def roster_view(work: Work, site_id: str, first: date | None = None) -> RosterView:
    """The roster of a site of the actor's tenant; `first` begins the strips at another day, also in the past."""
    today = local_date(work.now)
    day = first or today
    roster = rosters.of_sites(work, (site_id,), since=first).get(site_id) or Roster(site_id=site_id)
    held, calendar = cases_of_agents(work, site_id), work.reference.calendar_at(site_id)
    lines = tuple(_line(roster, one, day, held.get(one.staff_id, 0), calendar) for one in _people(roster, day))
    return RosterView(
        site=site_view(work.reference.tree, site_id, work.actor.site_id),
        lines=lines,
        absences=tuple(_absence(roster, one) for one in sorted(roster.absences, key=lambda a: (a.from_day, str(a.id)))),
        staff=tuple(colleagues(work, site_id)),
        on_duty=tuple(line.member.name for line in lines if line.today is Presence.ON_DUTY and line.member.active),
    )


def keepable(work: Work) -> tuple[SiteView, ...]:
    """The sites of the tenant that have a roster or should have one: for choosing one to look at."""
    tree, tenant = work.reference.tree, work.actor.tenant_id
    wanted = handling(work.reference, tenant) | rosters.of_sites(work).keys() | {work.actor.site_id}
    known = sorted((tree.site(one) for one in wanted if one in tree), key=lambda s: (s.kind.value, s.id))
    return tuple(site_view(tree, site.id, work.actor.site_id) for site in known)


def colleagues(work: Work, site_id: str) -> Iterator[Colleague]:
    """The staff of a site in office today, by name."""
    wanted = select(s.c.id, s.c.name).where(s.c.site_id == site_id, _in_office(work)).order_by(s.c.name, s.c.id)
    for row in work.conn.execute(wanted):
        yield Colleague(id=row.id, name=row.name)


def cases_of_agents(work: Work, site_id: str = "") -> dict[UUID, int]:
    """How many open cases each agent has at the site, or anywhere in the actor's tenant."""
    mine = (d.c.tenant_id == work.actor.tenant_id, d.c.agent.is_not(None), d.c.bucket == Bucket.HOLD.value)
    here = (d.c.site_id == site_id,) if site_id else ()
    wanted = select(d.c.agent, func.count()).where(*mine, *here, d.c.holder_site == d.c.site_id).group_by(d.c.agent)
    return dict(work.conn.execute(wanted).all())


def _in_office(work: Work) -> ColumnElement[bool]:
    return or_(s.c.valid_to.is_(None), s.c.valid_to >= local_date(work.now))


def _people(roster: Roster, day: date) -> Iterator[Member]:
    """Everybody of the day, then who comes later, each once."""
    seen: set[UUID] = set()
    later = sorted((m for m in roster.members if m.from_day > day), key=lambda m: (m.from_day, m.name))
    for member in (*roster.on(day), *later):
        if member.staff_id not in seen:
            seen.add(member.staff_id)
            yield member


def _line(roster: Roster, member: Member, day: date, cases: int, calendar: WorkCalendar) -> RosterLine:
    away = roster.absence(member.staff_id, day)
    instead = substitute_of(roster, member.staff_id, day, calendar) if away else None
    days = [day + timedelta(days=n) for n in range(STRIP) if (day + timedelta(days=n)).year in calendar.years]
    strip = tuple(StripDay(day=one, presence=presence(roster, member.staff_id, one, calendar)) for one in days)
    return RosterLine(
        member=member,
        today=presence(roster, member.staff_id, day, calendar),
        away=away,
        substitute=instead.name if instead else "",
        cases=cases,
        strip=strip,
    )


def _absence(roster: Roster, one: Absence) -> AbsenceLine:
    instead = roster.names.get(one.substitute, "") if one.substitute else ""
    return AbsenceLine(absence=one, name=roster.names.get(one.staff_id, ""), substitute=instead)
