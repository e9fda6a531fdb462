"""The cases a tenant took in last: what rules are tried on."""

import msgspec
from sqlalchemy import select

from shared.domain.cases.model import Case
from shared.store.tables.cases import cases
from shared.store.uow import Work

_case = msgspec.json.Decoder(Case)


def last_cases(work: Work, most: int) -> tuple[Case, ...]:
    """The newest cases of the actor's tenant that were handed in, the newest first; ids grow with time."""
    own = select(cases.c.snapshot).where(cases.c.tenant_id == work.actor.tenant_id, cases.c.state != "draft")
    rows = work.conn.execute(own.order_by(cases.c.id.desc()).limit(most)).scalars()
    return tuple(_case.decode(snapshot) for snapshot in rows)
