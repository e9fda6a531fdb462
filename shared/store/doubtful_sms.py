"""SMS in doubt and SMS that are stuck: what is left to a person, across all tenants."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Connection, text

_LIST = text("""
select s.id, s.tenant_id, s.case_id, s.purpose, s.round, s.supplier, s.reference, s.code, s.attempts, s.sent_at,
  exists (select from timers t where t.tenant_id = s.tenant_id and t.kind = 'notify.resolve_sms'
    and t.key like s.id::text || ':%' and t.fired_at is null) as asking
from sms s where s.state in ('unknown', 'stuck') order by s.sent_at, s.id limit :most
""")


_TENANT = text("select tenant_id from sms where id = :id and state in ('unknown', 'stuck', 'waiting')")


class Doubtful(msgspec.Struct, frozen=True, kw_only=True):
    """An SMS in doubt, or stuck. `asking`: the supplier is asked again by itself, so a person may still wait."""

    id: UUID
    tenant_id: str
    case_id: UUID
    purpose: str
    round: int
    supplier: str
    reference: str
    code: str
    attempts: int
    sent_at: datetime | None
    asking: bool


def listing(conn: Connection, most: int = 1000) -> list[Doubtful]:
    """The oldest first, at most so many. Read as the owner: it spans tenants."""
    return [Doubtful(**row._mapping) for row in conn.execute(_LIST, {"most": most})]


def tenant_of(conn: Connection, sms_id: UUID) -> str | None:
    """Whose SMS it is; None where none of that id is in doubt. Read as the owner."""
    tenant: str | None = conn.execute(_TENANT, {"id": sms_id}).scalar_one_or_none()
    return tenant
