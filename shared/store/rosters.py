"""Rosters as rows: read as they are believed now, written by retiring what no longer holds. Rules: domain/roster."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, exists, insert, or_, select, true, update

from shared.domain.deadlines.calendar import local_date
from shared.domain.roster.duty import Standing, standing
from shared.domain.roster.model import Absence, DayException, Member, Roster
from shared.kernel.ids import new_id
from shared.store.pending import Pending
from shared.store.tables.access import users as u
from shared.store.tables.org import staff as s
from shared.store.tables.roster import absences as a
from shared.store.tables.roster import roster_days as d
from shared.store.tables.roster import roster_members as m


def of_site(work: Pending, site_id: str) -> Roster:
    """The roster of one site of the actor's tenant; empty where none was written, or where it is another tenant's."""
    return of_sites(work, (site_id,)).get(site_id) or Roster(site_id=site_id)


def of_sites(work: Pending, sites: Collection[str] | None = None, since: date | None = None) -> dict[str, Roster]:
    """The rosters of some sites of the actor's tenant, or of all, by site; those without a member are missing.

    They tell of today and later. To look back say `since` when; people who have left meanwhile then count as active.
    """
    today = local_date(work.now)
    rows = _members(work.conn, work.actor.tenant_id, sites, today, since is not None)
    found: dict[str, list[Member]] = {}
    for member in rows:
        found.setdefault(member.site_id, []).append(member)
    later = since or today
    days = _rows(work.conn, d, (*_current(d, work.actor.tenant_id, sites), d.c.day >= later), DayException)
    away = _rows(work.conn, a, (*_current(a, work.actor.tenant_id, sites), a.c.to_day >= later), Absence)
    return {
        site_id: Roster(
            site_id=site_id,
            members=tuple(members),
            exceptions=tuple(x for x in days if x.site_id == site_id),
            absences=tuple(x for x in away if x.site_id == site_id),
            names={member.staff_id: member.name for member in members},
        )
        for site_id, members in found.items()
    }


def standing_of(work: Pending, staff_id: UUID | None, site_id: str) -> Standing:
    """How somebody stands today on the roster of a site."""
    roster = of_site(work, site_id)
    return standing(roster, staff_id, local_date(work.now), work.reference.calendar_at(site_id))


def works_at(work: Pending, staff_id: UUID, site_id: str) -> bool:
    """Whether the person works at the site today, on its roster or not."""
    in_office = or_(s.c.valid_to.is_(None), s.c.valid_to >= local_date(work.now))
    here = exists().where(s.c.id == staff_id, s.c.site_id == site_id, in_office)
    return bool(work.conn.execute(select(here)).scalar_one())


def change(work: Pending, retired: Iterable[Member], written: Iterable[Member]) -> None:
    """Memberships as a change of the roster left them."""
    gone = [one.id for one in retired]
    retire(work, m, gone)
    # What is left of a line is a new row: the one that was believed stays as it was.
    rows = [_member_row(one) | _kept(work) | ({"id": new_id()} if one.id in gone else {}) for one in written]
    if rows:
        work.conn.execute(insert(m), rows)


def put_day(work: Pending, single: DayException) -> None:
    """One date, in place of what was written about it before."""
    same = and_(d.c.site_id == single.site_id, d.c.staff_id == single.staff_id, d.c.day == single.day)
    _retire(work, d, same)
    work.conn.execute(insert(d).values(msgspec.structs.asdict(single) | _kept(work)))


def put_absence(work: Pending, absence: Absence) -> None:
    """A new absence."""
    work.conn.execute(insert(a).values(msgspec.structs.asdict(absence) | {"kind": absence.kind.value} | _kept(work)))


def end_absence(work: Pending, absence_id: UUID) -> None:
    """It was taken back, or never was."""
    retire(work, a, [absence_id])


def absence(work: Pending, absence_id: UUID) -> Absence | None:
    """The absence as it is believed now, if it still is."""
    rows = work.conn.execute(select(a).where(a.c.id == absence_id, a.c.ended_at.is_(None))).mappings()
    return next((_value(row, Absence) for row in rows), None)


def retire(work: Pending, table: Table, ids: Collection[UUID]) -> None:
    """These rows are believed no longer."""
    if ids:
        _retire(work, table, table.c.id.in_(list(ids)))


def _retire(work: Pending, table: Table, which: ColumnElement[bool]) -> None:
    now = update(table).where(which, table.c.tenant_id == work.actor.tenant_id, table.c.ended_at.is_(None))
    work.conn.execute(now.values(ended_at=work.now, ended_by=bindparam("by")), {"by": work.actor.staff_id})


def _kept(work: Pending) -> dict[str, Any]:
    return {"tenant_id": work.actor.tenant_id, "recorded_at": work.now, "recorded_by": work.actor.staff_id}


def _members(
    conn: Connection, tenant: str, sites: Collection[str] | None, today: date, whoever: bool
) -> Iterable[Member]:
    in_office = or_(s.c.valid_to.is_(None), s.c.valid_to >= today)
    log_in = exists().where(u.c.staff_id == m.c.staff_id, ~u.c.disabled)
    active = true() if whoever else and_(in_office, log_in)
    wanted = select(m, s.c.name, active.label("active")).join(s, s.c.id == m.c.staff_id)
    for row in conn.execute(wanted.where(*_current(m, tenant, sites))).mappings():
        yield _value({**row, "competence": row["competence"].split("|")}, Member)


def _rows(conn: Connection, table: Table, which: Iterable[ColumnElement[bool]], kind: Any) -> tuple[Any, ...]:
    rows = conn.execute(select(table).where(*which)).mappings()
    return tuple(_value(row, kind) for row in rows)


def _current(table: Table, tenant: str, sites: Collection[str] | None) -> tuple[ColumnElement[bool], ...]:
    mine = (table.c.tenant_id == tenant, table.c.ended_at.is_(None))
    return mine if sites is None else (*mine, table.c.site_id.in_(list(sites)))


def _member_row(member: Member) -> dict[str, Any]:
    row = msgspec.structs.asdict(member)
    plain = {name: row[name] for name in row if name not in ("name", "active")}
    return plain | {"rank": member.rank.value, "competence": "|".join(member.competence)}


def _value(row: Any, kind: Any) -> Any:
    return msgspec.convert({str(name): value for name, value in row.items()}, kind)
