"""Cases of a tenant that were moved up or supervised (已升级、已督办): each with the measure that went furthest."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import case, select

from services.gateway.queries.lamps import lamp_of_row
from services.gateway.queries.places import SiteView, site_view
from services.gateway.queries.rows import DeskRow, desk_row
from shared.domain.cases.desk import Bucket
from shared.domain.cases.measures import Measure
from shared.store.tables.cases import desk_rows as d
from shared.store.tables.measures import escalations as t
from shared.store.uow import Work

LEVELS = (Measure.SUPERVISE.value, Measure.ESCALATE.value)
"""The marks, the higher first."""
_MOST = 100


class RaisedCard(msgspec.Struct, frozen=True, kw_only=True):
    """A case with its mark: the `n`-th measure after `trigger` went to a role at a site, about what `of` has to do."""

    row: DeskRow
    trigger: str
    n: int
    of: SiteView
    to: SiteView
    role: str
    at: datetime


def raised(work: Work, level: str = "") -> tuple[RaisedCard, ...]:
    """Open cases that the actor's tenant holds, supervised ones first, then the latest; `level` one of LEVELS."""
    first = case((d.c.raised == Measure.SUPERVISE.value, 0), else_=1)
    wanted = (
        select(d, lamp_of_row(work.now).label("lamp"))
        .where(d.c.tenant_id == work.actor.tenant_id, d.c.raised.in_([level] if level in LEVELS else LEVELS))
        .where(d.c.site_id == d.c.holder_site, d.c.bucket != Bucket.CLOSED.value)
        .order_by(first, d.c.promised_due, d.c.case_id)
        .limit(_MOST)
    )
    rows = work.conn.execute(wanted).mappings().all()
    told = _furthest(work, [row["case_id"] for row in rows])
    return tuple(_card(work, row, told[row["case_id"]]) for row in rows if row["case_id"] in told)


def _furthest(work: Work, ids: Iterable[UUID]) -> dict[UUID, Any]:
    """The last measure of the highest kind, by case."""
    high = case((t.c.measure == Measure.SUPERVISE.value, 1), else_=0)
    wanted = select(t).where(t.c.case_id.in_(list(ids)), t.c.measure.in_(LEVELS)).order_by(high, t.c.at, t.c.seq)
    return {row["case_id"]: row for row in work.conn.execute(wanted).mappings()}


def _card(work: Work, row: Any, told: Any) -> RaisedCard:
    tree, here = work.reference.tree, work.actor.site_id
    return RaisedCard(
        row=desk_row(work, row),
        trigger=told["trigger"],
        n=told["n"],
        of=site_view(tree, told["site"], here),
        to=site_view(tree, told["to_site"], here),
        role=told["to_role"],
        at=told["at"],
    )
