"""Is the applicant here about the same thing already? Asked before a case is registered."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from services.gateway.queries.lamps import lamp_of_row
from services.gateway.queries.rows import DeskRow, desk_row
from shared.domain.cases.desk import Bucket
from shared.store.cases import in_reach
from shared.store.tables.cases import desk_rows as d
from shared.store.tables.cases import search_tokens as s
from shared.store.tokens import token
from shared.store.uow import Work

_MOST = 5


def duplicates(work: Work, item_code: str, phone: str, identity: str = "") -> tuple[DeskRow, ...]:
    """Open cases of the same item for the same phone or identity, within the actor's reach."""
    told = [(kind, value) for kind, value in (("phone", phone), ("identity", identity)) if value]
    if not item_code or not told:
        return ()
    tokens = [token(work.keys.token_key, work.actor.tenant_id, kind, value) for kind, value in told]
    same = select(s.c.case_id).where(s.c.tenant_id == work.actor.tenant_id, s.c.token.in_(tokens))
    wanted = (
        select(d, lamp_of_row(work.now).label("lamp"))
        .where(d.c.tenant_id == work.actor.tenant_id, d.c.item_code == item_code, d.c.case_id.in_(same))
        .where(d.c.bucket != Bucket.CLOSED.value, in_reach(work.actor, d.c.case_id))
        .ext(distinct_on(d.c.case_id))
        .order_by(d.c.case_id.desc())
        .limit(_MOST)
    )
    return tuple(desk_row(work, row) for row in work.conn.execute(wanted).mappings())
