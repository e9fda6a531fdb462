"""How a transaction begins: who it is for, what time it is, which reference data is current. One round trip."""

from datetime import datetime

from sqlalchemy import Connection, text

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role

_BEGIN = text(
    "select set_config('app.tenant', :tenant, true), set_config('app.site', :site, true),"
    " set_config('statement_timeout', '10s', true),"
    " clock_timestamp() + coalesce((select by from clock_offset), interval '0') as now,"
    " (select version from reference_version) as version"
)

_PRESENT = text("select set_config(:door, :value, true)")


def begin(conn: Connection, actor: Actor) -> tuple[datetime, int]:
    """Scopes the transaction to the actor's tenant. Gives business time and the version of the reference data."""
    row = conn.execute(_BEGIN, {"tenant": actor.tenant_id, "site": own_site(actor)}).one()
    return row.now, row.version or 0


def own_site(actor: Actor) -> str:
    """Where the actor reads what a site keeps to itself; the platform works for all sites and reads nobody's."""
    return "" if Role.SYSTEM in actor.roles else actor.site_id


def cross(conn: Connection, tenants: frozenset[str], case_id: str) -> None:
    """Makes these tenants' rows of this one case writable until the transaction ends."""
    settings = {"tenants": ",".join(sorted(tenants)), "case": case_id}
    conn.execute(
        text("select set_config('app.crossing', :tenants, true), set_config('app.crossing_case', :case, true)"),
        settings,
    )


def present(conn: Connection, door: str, value: str) -> None:
    """Shows a door's keyed value (session, api_key, link, login, phone, reference, device) for this transaction."""
    conn.execute(_PRESENT, {"door": f"app.{door}", "value": value})
