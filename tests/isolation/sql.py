"""What the database itself shows and takes: asked as each role, for each tenant, without any condition."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, insert, text
from sqlalchemy.exc import DBAPIError

from shared.store.tables import metadata
from tests.isolation.planting import BY_CASE, GUEST, OWNER, STRANGER, TENANTS, Planted, a_row

PUBLIC = (
    "sites",
    "staff",
    "item_versions",
    "policies",
    "policy_lines",
    "parameters",
    "role_grants",
    "sms_texts",
    "sms_suppliers",
    "sms_templates",
    "rating_exchanges",
    "calendar_years",
    "calendar_days",
    "calendar_sweeps",
)
"""Reference data: everybody reads it, a tenant writes its own."""

CROSSING = ("case_access", "desk_rows", "search_tokens", "outbox", "timers")
"""What is written for the other tenants of one case while a case crosses."""

QUEUE = {
    "outbox": "DELETE INSERT SELECT UPDATE",
    "timers": "SELECT UPDATE",
    "tenants": "SELECT",
    "clock_offset": "SELECT",
    "processes": "DELETE INSERT SELECT UPDATE",
}
"""All that relay and tick may touch."""

WRITTEN_ONCE = (
    "case_events",
    "audit",
    "policy_lines",
    "turns",
    "attachments",
    "rectification_acts",
    "visit_plans",
    "sms_history",
)
"""Nobody but their owner changes or removes such a row."""

MUTE = (("policy_lines", "policy_lines_write"),)
"""What such a policy shows decides nothing: another one lets everybody read, and nobody may change or remove."""

_SOME = {
    "cases": "version = version",
    "policies": "current = current",
}  # what may be changed of a row, where its tenant may not
_REFERENCED = ("sites",)  # other rows need them, so that removing them fails before it is counted
_REFUSED = "42501"  # insufficient_privilege: a missing grant, or a row that a policy does not let in
_TAKEN = "23505"  # unique_violation: asked only after the policies have let the row in


def faults(conn: Connection, planted: Planted, only: str | None = None) -> Iterator[str]:
    """Everything that is shown or taken and should not be, or is not and should be; `only` narrows it to a table.

    `conn` is a superuser's, inside a transaction; nothing is left behind.
    """
    for table in metadata.sorted_tables:
        if only in (None, table.name):
            yield from _catalogue(conn, table)
            yield from _queue(conn, table)
            if "tenant_id" in table.c:
                yield from _shown(conn, table, planted)
                yield from _taken(conn, table, planted)
    yield from _roles(conn)


def _shown(conn: Connection, table: Table, planted: Planted) -> Iterator[str]:
    every = _counted(conn, table)
    with _as(conn, "bangban_owner"):
        if _counted(conn, table) != every:
            yield f"{table.name}: its owner sees {_counted(conn, table)} of {every}"
    for tenant in ("", *TENANTS):
        wanted = _expected(conn, table, tenant, planted)
        with _as(conn, "bangban_app", tenant=tenant):
            seen = _counted(conn, table)
        if seen != wanted:
            yield f"{table.name}: {tenant or 'nobody'} sees {seen}, not {wanted}"
    if table.name in CROSSING:
        yield from _crossing(conn, table, planted)


def _expected(conn: Connection, table: Table, tenant: str, planted: Planted) -> dict[str, int]:
    if table.name in PUBLIC:
        return _counted(conn, table)
    wanted = {t: n for t, n in _counted(conn, table).items() if t == tenant}
    if tenant == GUEST and table.name in BY_CASE:
        wanted[OWNER] = 1
    return wanted


def _crossing(conn: Connection, table: Table, planted: Planted) -> Iterator[str]:
    named = {"tenant": STRANGER, "crossing": f"{STRANGER},{OWNER}"}
    for case_id, fits in (("", False), (str(planted.own[STRANGER]), False), (str(planted.own[OWNER]), True)):
        with _as(conn, "bangban_app", **named, crossing_case=case_id):
            foreign = _counted(conn, table).get(OWNER, 0)
            row = a_row(table, OWNER, planted.own[OWNER])
            taken = _goes(conn, table, row)
        if foreign != (1 if fits else 0) or taken != fits:
            yield f"{table.name}: crossing with case {case_id!r} sees {foreign} of the other, writing is {taken}"


def _taken(conn: Connection, table: Table, planted: Planted) -> Iterator[str]:
    for tenant in TENANTS:
        other = TENANTS[TENANTS.index(tenant) - 1]
        own = _counted(conn, table)[tenant]
        mine = own + (1 if tenant == GUEST and table.name in BY_CASE else 0)
        with _as(conn, "bangban_app", tenant=tenant):
            if _goes(conn, table, a_row(table, other, planted.own[other])):
                yield f"{table.name}: {tenant} writes a row of {other}"
            if table.name in BY_CASE[:-1] and _goes(conn, table, a_row(table, other, planted.own[tenant])):
                yield f"{table.name}: {tenant} writes a row of {other} about a case of its own"
            if table.name in BY_CASE[:-1] and _goes(conn, table, a_row(table, tenant, planted.own[other])):
                yield f"{table.name}: {tenant} writes a row of its own about a case of {other}"
            if not _goes(conn, table, a_row(table, tenant, planted.own[tenant])):
                yield f"{table.name}: {tenant} cannot write a row of its own"
            touched = _touched(conn, f"update {table.name} set {_SOME.get(table.name, 'tenant_id = tenant_id')}")
            if touched != (None if table.name in WRITTEN_ONCE else mine):
                yield f"{table.name}: {tenant} changes {touched} rows, {mine} are its"
            removed = _touched(conn, f"delete from {table.name}") if table.name not in _REFERENCED else mine
            if removed != (None if table.name in (*WRITTEN_ONCE, *_SOME) else mine):
                yield f"{table.name}: {tenant} removes {removed} rows, {mine} are its"
            if _touched(conn, f"update {table.name} set tenant_id = '{other}'") is not None:
                yield f"{table.name}: {tenant} makes its rows those of {other}"


def _queue(conn: Connection, table: Table) -> Iterator[str]:
    every = conn.execute(text(f"select count(*) from {table.name}")).scalar_one()
    with _as(conn, "bangban_queue"):
        seen = _first(conn, f"select count(*) from {table.name}")
    if seen != (every if table.name in QUEUE else None):
        yield f"{table.name}: relay and tick see {seen} of {every}"
    rights = text(
        "select string_agg(privilege_type, ' ' order by privilege_type) from information_schema.role_table_grants"
        " where grantee = 'bangban_queue' and table_name = :table"
    )
    if (found := conn.execute(rights, {"table": table.name}).scalar_one()) != QUEUE.get(table.name):
        yield f"{table.name}: relay and tick have {found}"


def _catalogue(conn: Connection, table: Table) -> Iterator[str]:
    kept = text(
        "select relrowsecurity as enabled, relforcerowsecurity as forced, relowner::regrole::text as owner"
        " from pg_class where oid = cast(:t as regclass)"
    )
    enabled, forced, owner = conn.execute(kept, {"t": table.name}).one()
    if "tenant_id" in table.c and not (enabled and forced):
        yield f"{table.name}: row-level security is not enabled and forced"
    if owner != "bangban_owner":
        yield f"{table.name} belongs to {owner}"
    more = text(
        "select table_name || ' ' || privilege_type from information_schema.role_table_grants where grantee in"
        " ('bangban_app', 'bangban_queue', 'PUBLIC') and (table_name ~ ('^' || :t || '_[0-9]{6}$')"
        " or table_name = :t and privilege_type not in ('SELECT', 'INSERT', 'UPDATE', 'DELETE'))"
    )
    yield from (f"{right} is granted" for right in conn.execute(more, {"t": table.name}).scalars())


def _roles(conn: Connection) -> Iterator[str]:
    strong = text(
        "select rolname from pg_roles r where rolname in ('bangban_app', 'bangban_queue') and (rolbypassrls or rolsuper"
        " or rolcreaterole or exists (select from pg_auth_members m where m.member = r.oid))"
    )
    yield from (f"{role} can pass over row-level security" for role in conn.execute(strong).scalars())


@contextmanager
def _as(conn: Connection, role: str, **known: str) -> Iterator[None]:
    """Speaking as a role that says who it is; undone afterwards, with everything it wrote."""
    nested = conn.begin_nested()
    for name, value in known.items():
        conn.execute(text("select set_config('app.' || :name, :value, true)"), {"name": name, "value": value})
    conn.execute(text(f"set local role {role}"))
    try:
        yield
    finally:
        nested.rollback()


def _counted(conn: Connection, table: Table) -> dict[str, int]:
    rows = conn.execute(text(f"select tenant_id, count(*) as n from {table.name} group by tenant_id"))
    return {row.tenant_id: row.n for row in rows}


def _goes(conn: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Whether the row is let in. That its key is taken already is no refusal."""
    return _tried(conn, insert(table).values(row)) is not None


def _touched(conn: Connection, statement: str) -> int | None:
    """How many rows a statement touches, None where it is refused; it is taken back."""
    return _tried(conn, text(statement))


def _first(conn: Connection, statement: str) -> Any:
    """What a query finds, None where it is refused."""
    with _undone(conn) as found:
        found.append(conn.execute(text(statement)).scalar_one())
    return found[0] if found else None


def _tried(conn: Connection, statement: Any) -> int | None:
    with _undone(conn) as found:
        found.append(conn.execute(statement).rowcount)
    return found[0] if found else None


@contextmanager
def _undone(conn: Connection) -> Iterator[list[Any]]:
    """Runs and takes back; what was found stays empty where it is refused."""
    found: list[Any] = []
    nested = conn.begin_nested()
    try:
        yield found
    except DBAPIError as error:
        code = getattr(error.orig, "sqlstate", "")
        if code not in (_REFUSED, _TAKEN):
            raise
        found += [0] if code == _TAKEN else []
    finally:
        nested.rollback()
