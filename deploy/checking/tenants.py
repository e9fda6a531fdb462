"""Nobody reads what is not theirs: looked up as the services look, under row-level security, tenant after tenant."""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from deploy.checking.finding import Finding, finding
from shared.store import rls

_AS = text("select set_config('app.tenant', :tenant, true)")


def foreign(app: Connection, tenants: list[str]) -> Iterator[Finding]:
    """I8 `app` is a connection under the services' role; without a tenant it must see nothing at all."""
    bad = []
    for tenant in ("", *tenants):
        app.execute(_AS, {"tenant": tenant})
        for table in rls.ROWS:
            seen = int(app.execute(text(_query(table)), {"tenant": tenant}).scalar_one())
            bad += [f"{tenant or 'nobody'} sees {seen} foreign rows of {table}"] if seen else []
    yield finding("I8", "no tenant reads a row of another", (len(tenants) + 1) * len(rls.ROWS), bad)


def _query(table: str) -> str:
    """How many rows are seen that are neither one's own nor of a case one takes part in."""
    foreign = f"select count(*) from {table} where tenant_id <> :tenant"  # noqa: S608 (our own names)
    if "case_access a" not in rls.ROWS[table]:
        return foreign
    key = "id" if table == "cases" else "case_id"
    mine = f"a.case_id = {table}.{key} and a.tenant_id = :tenant and a.until is null"
    return f"{foreign} and not exists (select from case_access a where {mine})"
