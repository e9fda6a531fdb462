"""Who may decide on more time: the nearest site, from the holder upwards, with somebody else there who leads it."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select

from shared.domain.access.roles import Role
from shared.domain.cases.model import Case
from shared.domain.org.model import Site, SiteKind
from shared.store.leave import at_work
from shared.store.tables.access import users as u
from shared.store.tables.cases import desk_rows as d
from shared.store.tables.rules import role_grants as g
from shared.store.uow import Work


def deciding_site(work: Work, case: Case) -> str:
    """A leader at the holder or above it, at a centre its coordinator; else the centre of the holder's tenant.

    Whoever is on leave today is passed over: another one of that role at the site decides, or the next site does.
    """
    tree, asks = work.reference.tree, _asker(work, case)
    for site in tree.up(case.holder_site):
        wanted = (
            select(u.c.id)
            .join(g, g.c.user_id == u.c.id)
            .where(g.c.site_id == site.id, g.c.role == role_at(site).value, at_work(work))
            .where(or_(u.c.staff_id.is_(None), u.c.staff_id != asks))
        )
        if site.tenant_id == work.actor.tenant_id and work.conn.execute(wanted.limit(1)).first():
            return site.id
    return tree.centre(tree.site(case.holder_site).tenant_id).id


def role_at(site: Site) -> Role:
    """Whose it is to decide there."""
    return Role.COORDINATOR if site.kind is SiteKind.CENTRE else Role.LEADER


def may_decide(work: Work, asked_by: UUID | None = None) -> bool:
    """Whether the actor is somebody who decides at their site, and not who asked."""
    actor = work.actor
    decides = role_at(work.reference.tree.site(actor.site_id)) in actor.roles
    return decides and (asked_by is None or asked_by != actor.staff_id)


def waiting(work: Work) -> ColumnElement[bool]:
    """Of rows of the actor's desk: a decision on more time is theirs to make."""
    if not may_decide(work):
        return false()
    return and_(d.c.decides, or_(d.c.asked_by.is_(None), d.c.asked_by != work.actor.staff_id))


def _asker(work: Work, case: Case) -> object:
    if case.extension is not None and case.extension.open:
        return case.extension.asked_by
    return work.actor.staff_id
