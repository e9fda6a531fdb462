"""Routing, escalation and access policies: a file that differs from what was published from it becomes a version."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, func, insert, select, text, update

from deploy.seeding.bundle import Seed
from deploy.seeding.records import EscalationRow, PermissionLine, RoutingLine
from deploy.seeding.sync import Change
from deploy.seeding.writers.parameters import CITY
from shared.domain.routing.escalation import EscalationLine
from shared.domain.routing.model import RuleLine
from shared.store.tables.rules import policies, policy_lines

PUBLISHER = "seed"
MERGER = "seed, merged"
"""Who published what people and files say together."""
_VERSIONS = text("""
select max(version), max(version) filter (where published_by = 'seed'), max(version) filter (where current),
  max(published_by) filter (where current)
from policies where tenant_id = :tenant and type = :type
""")
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
    """Publish unless the file is as it was: what people published or rolled back since then stays.

    Where the file is another one and people published meanwhile, theirs stays in force and the file's is a version to
    look at. Access policies are brought together line by line, or nobody could use what a release adds.
    """
    newest, own, current, by = conn.execute(_VERSIONS, {"tenant": tenant, "type": kind}).one()
    said = _lines_of(conn, tenant, kind, own) if own is not None else {}
    if own is not None and lines == said:
        return Change(table=policies.name)
    theirs = current is not None and by != PUBLISHER
    version = (newest or 0) + 1
    _put(conn, (tenant, kind, version), lines, PUBLISHER, in_force=not theirs)
    if theirs and kind == "access":
        brought = together(said, lines, _lines_of(conn, tenant, kind, current))
        _put(conn, (tenant, kind, version + 1), brought, MERGER, in_force=True)
    return Change(table=policies.name, added=1, kept=int(theirs))


def together(said: Lines, says: Lines, theirs: Lines) -> Lines:
    """Line by line: what the file says anew, unless people changed that line, which is then as they have it."""
    chosen = {
        line_id: says.get(line_id) if theirs.get(line_id) == said.get(line_id) else theirs.get(line_id)
        for line_id in (*theirs, *(one for one in says if one not in theirs))
    }
    return {line_id: line for line_id, line in chosen.items() if line is not None}


def _put(conn: Connection, version: tuple[str, str, int], lines: Lines, by: str, in_force: bool) -> None:
    tenant, kind, number = version
    if in_force:
        conn.execute(
            update(policies).where(policies.c.tenant_id == tenant, policies.c.type == kind).values(current=False)
        )
    row = {"tenant_id": tenant, "type": kind, "version": number, "current": in_force}
    row |= {"reason": "随参考数据发布", "published_by": by}
    conn.execute(insert(policies).values(published_at=func.now(), **row))
    conn.execute(insert(policy_lines), list(_rows(tenant, kind, number, lines)))


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
