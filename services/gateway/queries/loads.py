"""What lies on each site of the actor's tenant: cases held or waiting for its signature, by lamp."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import func, select

from services.gateway.queries.lamps import lamp_of_row
from shared.domain.cases.desk import Bucket
from shared.store.tables.cases import desk_rows as d
from shared.store.uow import Work

_LYING = (Bucket.HOLD.value, Bucket.SIGN.value)


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """Open cases of a site, by lamp."""

    lamps: Mapping[str, int] = {}

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.lamps.values())

    def of(self, lamp: str) -> int:
        """Those that show one lamp."""
        return self.lamps.get(lamp, 0)


def loads(work: Work) -> dict[str, Load]:
    """By site; a site without cases is missing."""
    lamp = lamp_of_row(work.now).label("lamp")
    wanted = (
        select(d.c.site_id, lamp, func.count())
        .where(d.c.tenant_id == work.actor.tenant_id, d.c.bucket.in_(_LYING))
        .group_by(d.c.site_id, lamp)
    )
    found: dict[str, dict[str, int]] = {}
    for site_id, shown, number in work.conn.execute(wanted):
        found.setdefault(site_id, {})[shown] = number
    return {site_id: Load(lamps=lamps) for site_id, lamps in found.items()}


def tenant_load(work: Work) -> Load:
    """Every open case that the tenant takes part in, each counted once."""
    lamp = lamp_of_row(work.now).label("lamp")
    wanted = (
        select(lamp, func.count(d.c.case_id.distinct()))
        .where(d.c.tenant_id == work.actor.tenant_id, d.c.bucket != Bucket.CLOSED.value)
        .group_by(lamp)
    )
    return Load(lamps=dict(work.conn.execute(wanted).all()))
