"""Who is on leave today (请假、公出), for whoever has to be told, or to decide: only the actor's tenant is known."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select

from shared.domain.access.roles import Role
from shared.domain.deadlines.calendar import local_date
from shared.domain.roster.duty import Presence, presence, substitute_of
from shared.domain.routing.recipients import Staffed
from shared.store import rosters
from shared.store.pending import Pending
from shared.store.tables.access import users as u
from shared.store.tables.org import staff as s
from shared.store.tables.roster import absences as a
from shared.store.tables.rules import role_grants as g


def at_work(work: Pending) -> ColumnElement[bool]:
    """Of users joined with their grants: who may log in, has not left, and is not on leave from that site today."""
    today = local_date(work.now)
    gone = exists().where(s.c.id == u.c.staff_id, s.c.valid_to < today)
    mine = (a.c.tenant_id == work.actor.tenant_id, a.c.site_id == g.c.site_id, a.c.staff_id == u.c.staff_id)
    away = exists().where(*mine, a.c.ended_at.is_(None), a.c.from_day <= today, a.c.to_day >= today)
    return and_(~u.c.disabled, ~gone, ~away)


def present(work: Pending) -> Staffed:
    """The roles that somebody holds, without those whose every holder at the site is away today."""
    there = func.bool_or(at_work(work))
    held = select(g.c.site_id, g.c.role).join(u, g.c.user_id == u.c.id).where(u.c.tenant_id == work.actor.tenant_id)
    left = work.conn.execute(held.group_by(g.c.site_id, g.c.role).having(~there))
    known = {*Role}
    return work.reference.staffed - {(site, Role(role)) for site, role in left if role in known}


def instead(work: Pending, staff_id: UUID | None, site_id: str) -> UUID | None:
    """The person, or whoever stands in at the site while they are away; nobody where nobody can."""
    roster, today, calendar = rosters.of_site(work, site_id), local_date(work.now), work.reference.calendar_at(site_id)
    if staff_id is None or presence(roster, staff_id, today, calendar) is not Presence.ABSENT:
        return staff_id
    there = substitute_of(roster, staff_id, today, calendar)
    return there.staff_id if there else None
