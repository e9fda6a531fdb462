"""Who works where (名册): the people a case can be given to."""

from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, exists, or_, select

from shared.domain.deadlines.calendar import local_date
from shared.store.tables.org import staff as s
from shared.store.uow import Work


class Colleague(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff, as colleagues know them."""

    id: UUID
    name: str
    title: str


def works_at(work: Work, staff_id: UUID, site_id: str) -> bool:
    """Whether the person works at the site today."""
    here = exists().where(s.c.id == staff_id, s.c.site_id == site_id, _today(work))
    return bool(work.conn.execute(select(here)).scalar_one())


def staff_of(work: Work, site_id: str) -> tuple[Colleague, ...]:
    """Everybody who works at the site today, by name."""
    rows = select(s.c.id, s.c.name, s.c.title).where(s.c.site_id == site_id, _today(work)).order_by(s.c.name, s.c.id)
    return tuple(Colleague(id=i, name=name, title=title) for i, name, title in work.conn.execute(rows))


def _today(work: Work) -> ColumnElement[bool]:
    return or_(s.c.valid_to.is_(None), s.c.valid_to >= local_date(work.now))
