"""Who may be named to accompany a case: the staff of the site that holds it."""

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import or_, select

from shared.domain.cases.model import Case
from shared.domain.deadlines.calendar import local_date
from shared.store.tables.org import staff
from shared.store.uow import Work


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff to choose."""

    id: UUID
    name: str
    title: str


def agents(work: Work, case: Case) -> tuple[Agent, ...]:
    """The staff in office at the case's holder, by name."""
    today: date = local_date(work.now)
    wanted = (
        select(staff.c.id, staff.c.name, staff.c.title)
        .where(staff.c.site_id == case.holder_site, or_(staff.c.valid_to.is_(None), staff.c.valid_to >= today))
        .order_by(staff.c.name)
    )
    return tuple(Agent(id=row.id, name=row.name, title=row.title) for row in work.conn.execute(wanted))
