"""Reads the policies in force from the store: lines of the current versions, grants and the tree, as of one moment."""

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, Select, select

from shared.domain.access.roles import Role
from shared.domain.org.model import Site
from shared.domain.org.tree import OrgTree
from shared.domain.routing.escalation import EscalationLine
from shared.domain.routing.model import RuleLine
from shared.policy.lines import Fault, Grant, Permission
from shared.policy.snapshot import Policies, Snapshot, build
from shared.store.tables.org import sites
from shared.store.tables.rules import policies, policy_lines, reference_version, role_grants

_rule = msgspec.json.Decoder(RuleLine)
_escalation = msgspec.json.Decoder(EscalationLine)
_permission = msgspec.json.Decoder(Permission)


def open_policies(engine: Engine, max_age: float = 1.0) -> Policies:
    """The holder over a database, which every process opens once. Nothing is read before the first question."""
    return Policies(version=lambda: version(engine), load=lambda: load(engine), max_age=max_age)


def version(engine: Engine) -> int:
    """The version of the reference data in force; 0 before any was loaded."""
    with engine.connect() as conn:
        return _version(conn)


def load(engine: Engine) -> Snapshot:
    """The snapshot of what is in force now; version and lines are read as of one moment, so they belong together."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as conn:
        return read(conn)


def read(conn: Connection) -> Snapshot:
    """The snapshot as the connection's transaction sees it."""
    faults: list[Fault] = []
    tree = OrgTree(_sites(conn))
    return build(
        version=_version(conn),
        rules=tuple(_rules(conn, faults)),
        escalation=tuple(_escalations(conn, faults)),
        permissions=tuple(_permissions(conn, tree, faults)),
        grants=tuple(_grants(conn, faults)),
        tree=tree,
        faults=faults,
    )


def _version(conn: Connection) -> int:
    return conn.execute(select(reference_version.c.version)).scalar_one_or_none() or 0


def _sites(conn: Connection) -> Iterator[Site]:
    for row in conn.execute(select(sites)).mappings():
        yield msgspec.convert({f"{name}": value for name, value in row.items()}, Site)


def _rules(conn: Connection, faults: list[Fault]) -> Iterator[RuleLine]:
    for row in conn.execute(_current("routing")):
        try:
            line = _rule.decode(row.document)
        except msgspec.DecodeError as wrong:
            faults.append(_fault("policy.unreadable", row.tenant_id, row.id, str(wrong)))
            continue
        # The columns win: they are what row-level security guards, the document may say anything.
        yield replace(line, tenant_id=row.tenant_id, version=row.version, id=row.id, priority=row.priority)


def _escalations(conn: Connection, faults: list[Fault]) -> Iterator[EscalationLine]:
    for row in conn.execute(_current("escalation")):
        try:
            line = _escalation.decode(row.document)
        except msgspec.DecodeError as wrong:
            faults.append(_fault("policy.unreadable", row.tenant_id, row.id, str(wrong)))
            continue
        yield replace(line, tenant_id=row.tenant_id, version=row.version, id=row.id, priority=row.priority)


def _permissions(conn: Connection, tree: OrgTree, faults: list[Fault]) -> Iterator[Permission]:
    """Only the tenant at the root says what roles may do: a tenant below could give itself any right."""
    for row in conn.execute(_current("access")):
        if row.tenant_id not in tree or tree.parent(row.tenant_id) is not None:
            faults.append(_fault("policy.access_foreign", row.tenant_id, row.id, row.tenant_id))
            continue
        try:
            yield _permission.decode(row.document)
        except msgspec.DecodeError as wrong:
            faults.append(_fault("policy.unreadable", row.tenant_id, row.id, str(wrong)))


def _grants(conn: Connection, faults: list[Fault]) -> Iterator[Grant]:
    for tenant_id, user_id, role, site_id in conn.execute(select(role_grants)):
        if role in {*Role}:
            yield Grant(tenant_id=tenant_id, user=str(user_id), role=Role(role), site_id=site_id)
        else:
            faults.append(_fault("policy.role_unknown", tenant_id, f"{user_id}:{role}@{site_id}", role))


def _current(kind: str) -> Select[tuple[str, int, str, int, str]]:
    p, t = policies.c, policy_lines.c
    together = (p.tenant_id == t.tenant_id) & (p.type == t.type) & (p.version == t.version)
    wanted = select(t.tenant_id, t.version, t.id, t.priority, t.document)
    return wanted.join(policies, together).where(p.current, p.type == kind)


def _fault(code: str, tenant_id: str, line: str, value: str) -> Fault:
    return Fault(code=code, tenant_id=tenant_id, line=line, value=value)
