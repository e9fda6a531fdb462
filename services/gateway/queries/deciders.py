"""Who may decide on more time: the nearest site, from the holder upwards, with somebody else who leads it."""

from sqlalchemy import exists, or_, select

from shared.domain.access.roles import Role
from shared.domain.cases.model import Case
from shared.domain.deadlines.calendar import local_date
from shared.domain.org.model import SiteKind
from shared.store.tables.access import users as u
from shared.store.tables.org import staff as s
from shared.store.tables.rules import role_grants as g
from shared.store.uow import Work


def deciding_site(work: Work, case: Case) -> str:
    """A leader at the holder or above it, at a centre its coordinator; else the centre of the holder's tenant."""
    tree, asks = work.reference.tree, _asker(work, case)
    for site in tree.up(case.holder_site):
        role = Role.COORDINATOR if site.kind is SiteKind.CENTRE else Role.LEADER
        gone = exists().where(s.c.id == u.c.staff_id, s.c.valid_to < local_date(work.now))
        wanted = (
            select(u.c.id)
            .join(g, g.c.user_id == u.c.id)
            .where(g.c.site_id == site.id, g.c.role == role.value, ~u.c.disabled, ~gone)
            .where(or_(u.c.staff_id.is_(None), u.c.staff_id != asks))
        )
        if site.tenant_id == work.actor.tenant_id and work.conn.execute(wanted.limit(1)).first():
            return site.id
    return tree.centre(tree.site(case.holder_site).tenant_id).id


def _asker(work: Work, case: Case) -> object:
    if case.extension is not None and case.extension.open:
        return case.extension.asked_by
    return work.actor.staff_id
