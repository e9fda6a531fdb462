"""Who works where (名册)."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from shared.domain.deadlines.calendar import local_date
from shared.store.tables.org import staff as s
from shared.store.uow import Work


def works_at(work: Work, staff_id: UUID, site_id: str) -> bool:
    """Whether the person works at the site today."""
    here = exists().where(s.c.id == staff_id, s.c.site_id == site_id, _today(work))
    return bool(work.conn.execute(select(here)).scalar_one())


def _today(work: Work) -> ColumnElement[bool]:
    return or_(s.c.valid_to.is_(None), s.c.valid_to >= local_date(work.now))
