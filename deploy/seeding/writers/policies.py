"""Routing, escalation and access policies: a file that differs from what was published from it becomes a version."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, func, insert, select, update

from deploy.seeding.bundle import Seed
from deploy.seeding.records import EscalationRow, PermissionLine, RoutingLine
from deploy.seeding.sync import Change
from deploy.seeding.writers.parameters import CITY
from shared.domain.routing.escalation import EscalationLine
from shared.domain.routing.model import RuleLine
from shared.store.tables.rules import policies, policy_lines

PUBLISHER = "seed"
Lines = Mapping[str, Mapping[str, Any]]
"""The lines of one policy by id, without the version they were published under."""


def write(conn: Connection, seed: Seed) -> Iterator[Change]:
    """Routing and escalation policies of each tenant with files of its own, and the access policy of the whole city."""
    for tenant, lines in seed.routing.items():
        yield _publish(conn, tenant, "routing", dict(_rule(tenant, line) for line in lines))
    for tenant, steps in seed.escalation.items():
        yield _publish(conn, tenant, "escalation", dict(_step(tenant, line) for line in steps))
    yield _publish(conn, CITY, "access", dict(map(_permission, seed.permissions)))


def _publish(conn: Connection, tenant: str, kind: str, lines: Lines) -> Change:
    """Publish unless the file is as it was: what people published or rolled back since then stays."""
    same = (policies.c.tenant_id == tenant, policies.c.type == kind)
    ours = policies.c.published_by == PUBLISHER
    newest, own = conn.execute(
        select(func.max(policies.c.version), func.max(policies.c.version).filter(ours)).where(*same)
    ).one()
    if own is not None and lines == _lines_of(conn, tenant, kind, own):
        return Change(table=policies.name)
    version = (newest or 0) + 1
    conn.execute(update(policies).where(*same).values(current=False))
    conn.execute(
        insert(policies).values(
            tenant_id=tenant,
            type=kind,
            version=version,
            current=True,
            reason="随参考数据发布",
            published_at=func.now(),
            published_by=PUBLISHER,
        )
    )
    conn.execute(insert(policy_lines), list(_rows(tenant, kind, version, lines)))
    return Change(table=policies.name, added=1)


def _lines_of(conn: Connection, tenant: str, kind: str, version: int) -> Lines:
    t = policy_lines
    query = select(t.c.id, t.c.document).where(t.c.tenant_id == tenant, t.c.type == kind, t.c.version == version)
    found = {}
    for line_id, document in conn.execute(query):
        line = msgspec.json.decode(document, type=dict[str, Any])
        found[line_id] = {name: line[name] for name in line if name != "version"}
    return found


def _rows(tenant: str, kind: str, version: int, lines: Lines) -> Iterable[dict[str, Any]]:
    for line_id, line in lines.items():
        yield {
            "tenant_id": tenant,
            "type": kind,
            "version": version,
            "id": line_id,
            "priority": line.get("priority", 0),
            "document": msgspec.json.encode({**line, "version": version}).decode(),
        }


def _rule(tenant: str, line: RoutingLine) -> tuple[str, Mapping[str, Any]]:
    """The line as the domain's RuleLine. What it leaves open is not written: new columns publish nothing anew."""
    fields = {name: getattr(line, name) for name in RuleLine.__struct_fields__ if hasattr(line, name)}
    said = {name: value for name, value in fields.items() if value not in ((), None, False)}
    return line.id, msgspec.json.decode(msgspec.json.encode({**said, "tenant_id": tenant}))


def _step(tenant: str, line: EscalationRow) -> tuple[str, Mapping[str, Any]]:
    fields = {name: getattr(line, name) for name in EscalationLine.__struct_fields__ if hasattr(line, name)}
    return line.id, msgspec.to_builtins({**fields, "tenant_id": tenant, "note": line.note})


def _permission(line: PermissionLine) -> tuple[str, Mapping[str, Any]]:
    return f"{line.role}:{line.action}", {"role": line.role.value, "action": line.action, "note": line.note}
