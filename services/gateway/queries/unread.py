"""How much of the conversations of several cases somebody has not read yet."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from shared.store.tables.cooperation import read_marks as r
from shared.store.tables.cooperation import turns as t
from shared.store.uow import Work


def unread(work: Work, case_ids: Collection[UUID]) -> dict[UUID, int]:
    """Turns that others wrote since the actor looked last, by case; cases without any are left out."""
    if not case_ids:
        return {}
    actor = work.actor
    mine = and_(
        r.c.case_id == t.c.case_id,
        r.c.audience == t.c.audience,
        r.c.site_id == actor.site_id,
        r.c.person == actor.id,
    )
    fresh = (
        select(t.c.case_id, func.count())
        .outerjoin(r, mine)
        .where(
            t.c.case_id.in_(case_ids),
            t.c.seq > func.coalesce(r.c.upto, 0),
            or_(t.c.staff_id.is_(None), t.c.staff_id != actor.staff_id),
        )
        .group_by(t.c.case_id)
    )
    return dict(work.conn.execute(fresh).all())
