"""Row-level security as data: which rows each table shows to a tenant. Migrations are written from it, guards compare.

A transaction says who it is with `set_config(..., true)`: `app.tenant`; for a case shared between tenants also
`app.crossing` (the participants) and `app.crossing_case`; `app.site` for what one site keeps to itself; at a door where
nobody is known yet one keyed value, such as `app.session`. Unset reads as NULL and shows nothing: it fails closed.
"""

from collections.abc import Iterator


def setting(name: str) -> str:
    """A transaction-local setting, NULL when unset or empty, evaluated once per statement."""
    return f"(select nullif(current_setting('app.{name}', true), ''))"


OWN = f"tenant_id = {setting('tenant')}"
_CROSSING = f"tenant_id = any(string_to_array({setting('crossing')}, ','))"
_THIS_CASE = f"case_id::text = {setting('crossing_case')}"


def _case_scoped(table: str, key: str = "case_id") -> str:
    taking_part = f"a.case_id = {table}.{key} and a.tenant_id = {setting('tenant')} and a.until is null"
    return f"{OWN} or exists (select from case_access a where {taking_part})"


def _heard(table: str) -> str:
    """What all sites of a case may read, and what the one site that speaks now notes for itself alone."""
    return f"({_case_scoped(table)}) and ({table}.audience = '' or {table}.audience = {setting('site')})"


def _keyed(column: str, door: str) -> str:
    return f"{OWN} or {column} = decode({setting(door)}, 'hex')"


ROWS: dict[str, str] = {
    "idempotency": OWN,
    "drafts": OWN,
    "policy_drafts": OWN,
    "policy_draft_lines": OWN,
    "audit": OWN,
    "inbox": OWN,
    "sms": OWN,
    "visit_plans": OWN,
    "visits": OWN,
    "calls": f"{OWN} or reference = {setting('reference')}",
    "sms_history": OWN,
    "sms_spending": OWN,
    "opt_outs": _keyed("phone_token", "phone"),
    "roster_members": OWN,
    "roster_days": OWN,
    "absences": OWN,
    "staff_notices": OWN,
    "notice_choices": OWN,
    "webhooks": OWN,
    "pushes": OWN,
    "users": f"{OWN} or login = {setting('login')}",
    "sessions": _keyed("token_hash", "session"),
    "api_keys": _keyed("key_hash", "api_key"),
    "rating_links": _keyed("token_hash", "link"),
    "reply_routes": f"{_keyed('phone_token', 'phone')} or reference = {setting('reference')}",
    "cases": _case_scoped("cases", "id"),
    "case_events": _case_scoped("case_events"),
    "handovers": _case_scoped("handovers"),
    "case_holders": _case_scoped("case_holders"),
    "escalations": _case_scoped("escalations"),
    "watches": _case_scoped("watches"),
    "person_versions": _case_scoped("person_versions"),
    "prompt_queue": _keyed("phone_token", "phone"),
    "ratings": _case_scoped("ratings"),
    "evaluations": _case_scoped("evaluations"),
    "waiting_replies": OWN,
    "staff_phones": _keyed("phone_token", "phone"),
    "staff_devices": _keyed("trace", "device"),
    "rating_exports": OWN,
    "rating_export_rows": OWN,
    "rating_reconciliations": OWN,
    "rectifications": _case_scoped("rectifications"),
    "rectification_acts": _case_scoped("rectification_acts"),
    "second_ratings": _case_scoped("second_ratings"),
    "threads": _heard("threads"),
    "turns": _heard("turns"),
    "read_marks": _heard("read_marks"),
    "attachments": _heard("attachments"),
    "obligations": _case_scoped("obligations"),
    "case_access": f"{OWN} or ({_CROSSING} and {_THIS_CASE})",
    "desk_rows": f"{OWN} or ({_CROSSING} and {_THIS_CASE})",
    "search_tokens": f"{OWN} or ({_CROSSING} and {_THIS_CASE})",
    "outbox": f"{OWN} or ({_CROSSING} and {_THIS_CASE})",
    "timers": f"{OWN} or ({_CROSSING} and {_THIS_CASE})",
    "case_counters": f"{OWN} or {_CROSSING}",
}
"""What the app role may see, and write unless CHECKS says less, per table."""


def _with_its_case(table: str) -> str:
    same = f"c.id = {table}.case_id and c.tenant_id = {table}.tenant_id"
    return f"({ROWS[table]}) and exists (select from cases c where {same})"


CHECKS: dict[str, str] = {
    table: _with_its_case(table)
    for table in (
        "case_events",
        "handovers",
        "case_holders",
        "person_versions",
        "ratings",
        "evaluations",
        "rectifications",
        "rectification_acts",
        "second_ratings",
        "threads",
        "turns",
        "read_marks",
        "obligations",
        "attachments",
        "escalations",
        "watches",
        "visits",
        "calls",
    )
}
"""Rows that stand with their case: nobody writes one under another tenant than the case's, whoever takes part."""

APPEND_ONLY = (
    "case_events",
    "audit",
    "policy_lines",
    "turns",
    "attachments",
    "rectification_acts",
    "visit_plans",
    "sms_history",
)
"""The app role adds to them; it changes and removes nothing."""

CHANGEABLE = {
    "cases": ("version", "state", "number", "holder_site", "pool_site", "snapshot", "updated_at"),
    "policies": ("current",),
}
"""All that the app role changes of such a row; whose it is, and for whom, stays. Nor does it remove one."""

READABLE = (
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
"""Public reference data: everybody reads all rows, a tenant writes its own."""

UNSCOPED = (
    "tenants",
    "site_paths",
    "clock_offset",
    "reference_version",
    "login_failures",
    "intake_shares",
    "sms_receipts",
    "sms_replies",
    "supplier_states",
    "processes",
    "key_rotations",
    "seeded",
    "alembic_version",
)
"""The short list: tenants, closure, raw supplier input that has no tenant yet, how suppliers work, failures by key,
how much each tenant may take in just now, what operators look at, and what the files said.
"""

READ_ONLY = (
    "tenants",
    "site_paths",
    "clock_offset",
    "key_rotations",
    "seeded",
    "alembic_version",
)
"""The app role only reads these."""

QUEUE_TABLES = {
    "outbox": "select, insert, update, delete",
    "timers": "select, update",
    "tenants": "select",
    "clock_offset": "select",
    "processes": "select, insert, update, delete",
}
"""All that relay and tick may touch."""


def statements(app: str = "bangban_app", queue: str = "bangban_queue") -> Iterator[str]:
    """The SQL that puts it in force for the two roles."""
    yield f"grant usage on schema public to {app}, {queue}"
    for table in (*ROWS, *READABLE):
        yield f"alter table {table} enable row level security"
        yield f"alter table {table} force row level security"
        yield f"grant {_rights(table)} on {table} to {app}"
    for table, shows in ROWS.items():
        yield f"create policy {table}_rows on {table} to {app} using ({shows}) with check ({CHECKS.get(table, shows)})"
    for table in READABLE:
        yield f"create policy {table}_read on {table} for select to {app} using (true)"
        yield f"create policy {table}_write on {table} to {app} using ({OWN}) with check ({OWN})"
    for table in UNSCOPED:
        rights = "select" if table in READ_ONLY else "select, insert, update, delete"
        yield f"grant {rights} on {table} to {app}"
    for table, rights in QUEUE_TABLES.items():
        yield f"grant {rights} on {table} to {queue}"
        if table in ROWS:
            yield f"create policy {table}_queue on {table} to {queue} using (true) with check (true)"
    for table in (*ROWS, *READABLE):
        yield f"create policy {table}_owner on {table} to current_user using (true) with check (true)"


def _rights(table: str) -> str:
    if table in APPEND_ONLY:
        return "select, insert"
    if table in CHANGEABLE:
        return f"select, insert, update ({', '.join(CHANGEABLE[table])})"
    return "select, insert, update, delete"
