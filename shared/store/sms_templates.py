"""The register of texts at suppliers: which version is approved where, under which code of theirs."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from shared.domain.texting.templates import Approval
from shared.store.tables.notify import sms_templates as t

_OF_TEXT = select(t).where(
    t.c.tenant_id.in_(bindparam("tenants", expanding=True)),
    t.c.purpose == bindparam("the_purpose"),
    t.c.version == bindparam("the_version"),
)


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """Where one version of one text stands at one supplier."""

    tenant_id: str
    purpose: str
    version: int
    supplier: str
    state: Approval
    code: str = ""
    reason: str = ""
    at: datetime
    by: str = ""


def of_text(conn: Connection, tenants: Sequence[str], purpose: str, version: int) -> dict[str, Template]:
    """By supplier; of several tenants up the tree the nearest counts."""
    found = conn.execute(_OF_TEXT, {"tenants": tenants, "the_purpose": purpose, "the_version": version})
    rows = [_template(row) for row in found.mappings()]
    return {one.supplier: one for one in sorted(rows, key=lambda one: -tenants.index(one.tenant_id))}


def listing(conn: Connection, tenants: Sequence[str]) -> tuple[Template, ...]:
    """All that these tenants have."""
    found = conn.execute(select(t).where(t.c.tenant_id.in_(tenants)).order_by(t.c.purpose, t.c.version, t.c.supplier))
    return tuple(_template(row) for row in found.mappings())


def find(conn: Connection, tenant_id: str, purpose: str, version: int, supplier: str) -> Template | None:
    """One, locked until the transaction ends."""
    key = {"tenant_id": tenant_id, "purpose": purpose, "version": version, "supplier": supplier}
    found = conn.execute(select(t).filter_by(**key).with_for_update()).mappings().one_or_none()
    return None if found is None else _template(found)


def put(conn: Connection, template: Template) -> None:
    """Writes where it stands now."""
    row = {**msgspec.structs.asdict(template), "state": template.state.value}
    changed = {name: row[name] for name in ("state", "code", "reason", "at", "by")}
    key = ["tenant_id", "purpose", "version", "supplier"]
    conn.execute(insert(t).values(row).on_conflict_do_update(index_elements=key, set_=changed))


def _template(row: object) -> Template:
    known = dict(row)  # type: ignore[call-overload]
    return Template(**{**known, "state": Approval(known["state"])})
