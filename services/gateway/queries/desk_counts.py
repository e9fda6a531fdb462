"""How many cases lie on a desk, by bucket and lamp: at the site, and among them mine."""

import msgspec
from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from services.gateway.queries.deciders import waiting
from services.gateway.queries.lamps import GROUPS, lamp_of_row
from shared.domain.cases.desk import Bucket
from shared.domain.deadlines.lamps import Lamp
from shared.store.tables.cases import case_events
from shared.store.tables.cases import desk_rows as d
from shared.store.uow import Work

TABS: dict[str, tuple[Bucket, ...]] = {
    "todo": (Bucket.SIGN, Bucket.POOL, Bucket.HOLD, Bucket.CO),
    "sign": (Bucket.SIGN,),
    "hold": (Bucket.HOLD,),
    "co": (Bucket.CO,),
    "sent": (Bucket.SENT,),
    "closed": (Bucket.CLOSED,),
}
LAMPS = tuple(lamp.value for lamp in (Lamp.RED, Lamp.YELLOW, Lamp.BLUE, Lamp.GREEN, Lamp.PAUSED))
"""The lamps a desk counts, most urgent first."""


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many rows of one bucket show one lamp: at the site, and among them mine."""

    bucket: str
    lamp: str
    site: int
    mine: int


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of a desk. What is closed is not counted: it only grows."""

    lines: tuple[Count, ...] = ()

    def of(self, tab: str, lamp: str = "", mine: bool = False) -> int:
        """Rows of a tab, of all lamps or of one."""
        wanted = {bucket.value for bucket in TABS[tab]}
        chosen = (c for c in self.lines if c.bucket in wanted and lamp in ("", c.lamp))
        return sum(c.mine if mine else c.site for c in chosen)

    def overdue(self, tab: str = "todo", mine: bool = False) -> int:
        """Rows past the promised or the statutory date."""
        return sum(self.of(tab, lamp.value, mine) for lamp in GROUPS["overdue"])


def counts(work: Work) -> Counts:
    """What lies on the actor's desk, by bucket and lamp."""
    lamp = lamp_of_row(work.now).label("lamp")
    wanted = (
        select(d.c.bucket, lamp, func.count(), func.count().filter(mine(work)))
        .where(*here(work), d.c.bucket != Bucket.CLOSED.value)
        .group_by(d.c.bucket, lamp)
    )
    found = work.conn.execute(wanted)
    return Counts(lines=tuple(Count(bucket=b, lamp=shown, site=s, mine=m) for b, shown, s, m in found))


def here(work: Work) -> tuple[ColumnElement[bool], ...]:
    return d.c.tenant_id == work.actor.tenant_id, d.c.site_id == work.actor.site_id


def mine(work: Work) -> ColumnElement[bool]:
    """Named to me, or mine to decide; or nobody is named, and it waits for anybody's hand, or mine was on it."""
    me, e = work.actor.staff_id, case_events
    anybody = d.c.bucket.in_([Bucket.SIGN.value, Bucket.POOL.value, Bucket.CO.value])
    acted = exists().where(e.c.case_id == d.c.case_id, e.c.by_staff == me)
    return or_(d.c.agent == me, waiting(work), and_(d.c.agent.is_(None), or_(anybody, acted)))
