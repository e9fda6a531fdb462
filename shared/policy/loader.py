"""Reads the policies in force from the store: which versions they are, grants and the tree, as of one moment.

The lines of a tenant's version are read when somebody asks for them. That is as good as reading them at that moment,
because a published version never changes.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, Row, Select, select

from shared.domain.access.roles import Role
from shared.domain.org.model import Site
from shared.domain.org.tree import OrgTree
from shared.domain.routing.escalation import EscalationLine
from shared.domain.routing.model import RuleLine
from shared.policy import partition
from shared.policy.access import AccessSnapshot
from shared.policy.escalation import EscalationSnapshot
from shared.policy.lines import Fault, Grant, Permission
from shared.policy.partition import Partition, empty
from shared.policy.routing import RoutingSnapshot, routing_enforcer
from shared.policy.shelf import MOST_LINES, Shelf
from shared.policy.snapshot import Policies, Snapshot, sound_access, sound_escalation
from shared.store.tables.org import sites
from shared.store.tables.rules import policies, policy_lines, reference_version, role_grants

_rule = msgspec.json.Decoder(RuleLine)
_escalation = msgspec.json.Decoder(EscalationLine)
_permission = msgspec.json.Decoder(Permission)


def open_policies(engine: Engine, max_age: float = 1.0, most_lines: int = MOST_LINES) -> Policies:
    """The holder over a database, which every process opens once. Nothing is read before the first question."""
    return Policies(version=lambda: version(engine), load=Reader(engine, most_lines).load, max_age=max_age)


def version(engine: Engine) -> int:
    """The version in force of all that is read here: reference data and policies, both of which only grow.

    0 before any was loaded.
    """
    with engine.connect() as conn:
        return sum(_versions(conn))


def load(engine: Engine) -> Snapshot:
    """The snapshot of what is in force now; versions and grants are read as of one moment, so they belong together."""
    return Reader(engine).load()


class Reader:
    """Reads snapshots one after the other, and of each only what has changed. One thread at a time."""

    def __init__(self, engine: Engine, most_lines: int = MOST_LINES) -> None:
        self._engine, self._most = engine, most_lines
        self._reference = 0
        self._tree = OrgTree(())
        self._access: AccessSnapshot | None = None
        self._faults: tuple[Fault, ...] = ()
        self._escalation: tuple[object, EscalationSnapshot, tuple[Fault, ...]] | None = None
        self._shelf = self._shelf_for(self._tree)

    def load(self) -> Snapshot:
        """The snapshot in force. Grants and tree are read again only where the reference data moved."""
        with self._engine.connect().execution_options(isolation_level="REPEATABLE READ") as conn:
            reference, published = _versions(conn)
            if self._access is None or reference != self._reference:
                self._access = self._read_reference(conn)
                self._reference = reference
            heads = {(row.tenant_id, row.type): row.version for row in conn.execute(_HEADS)}
            escalation, faults = self._read_escalation(conn, heads)
        return Snapshot(
            version=reference + published,
            tree=self._tree,
            access=self._access,
            routing=_routing(self._shelf, heads, self._tree),
            escalation=escalation,
            heads=heads,
            faults=(*faults, *self._faults),
        )

    def _read_reference(self, conn: Connection) -> AccessSnapshot:
        found: list[Fault] = []
        tree = OrgTree(_sites(conn))
        if list(tree) != list(self._tree):
            # Whether a line is sound depends on the sites there are.
            self._tree, self._shelf = tree, self._shelf_for(tree)
        permissions, grants = list(_permissions(conn, tree, found)), list(_grants(conn, found))
        access = sound_access(permissions, grants, tree, found)
        self._faults = tuple(found)
        return access

    def _read_escalation(
        self, conn: Connection, heads: Mapping[tuple[str, str], int]
    ) -> tuple[EscalationSnapshot, tuple[Fault, ...]]:
        """All lines there are, which are few; read again when one of these policies or the tree moved."""
        wanted = (id(self._tree), {key: version for key, version in heads.items() if key[1] == "escalation"})
        if self._escalation is None or self._escalation[0] != wanted:
            found: list[Fault] = []
            lines = tuple(_escalations(conn, found))
            self._escalation = (wanted, sound_escalation(lines, self._tree, found), tuple(found))
        return self._escalation[1:]

    def _shelf_for(self, tree: OrgTree) -> Shelf:
        return Shelf(lambda tenant, version: _partition(self._engine, tenant, version, tree), self._most)


def _routing(shelf: Shelf, heads: Mapping[tuple[str, str], int], tree: OrgTree) -> RoutingSnapshot:
    def partition_of(tenant_id: str) -> Partition:
        version = heads.get((tenant_id, "routing"))
        return empty(tenant_id) if version is None else shelf.get(tenant_id, version)

    return RoutingSnapshot(partition_of, tree)


def _partition(engine: Engine, tenant_id: str, version: int, tree: OrgTree) -> Partition:
    faults: list[Fault] = []
    with engine.connect() as conn:
        rows = conn.execute(lines_of("routing", tenant_id, version)).all()
    rules = list(_rules(rows, faults))
    return partition.build(tenant_id, version, rules, tree, routing_enforcer(), faults=faults)


def lines_of(kind: str, tenant_id: str, version: int) -> Select[tuple[str, int, str, int, str]]:
    """The lines of one published version, each as tenant_id, version, id, priority, document."""
    t = policy_lines.c
    wanted = select(t.tenant_id, t.version, t.id, t.priority, t.document)
    return wanted.where(t.tenant_id == tenant_id, t.type == kind, t.version == version)


def _versions(conn: Connection) -> tuple[int, int]:
    row = conn.execute(select(reference_version.c.version, reference_version.c.policies)).one_or_none()
    return (row.version, row.policies) if row else (0, 0)


def _sites(conn: Connection) -> Iterator[Site]:
    for row in conn.execute(select(sites)).mappings():
        yield msgspec.convert({f"{name}": value for name, value in row.items()}, Site)


def _rules(rows: Sequence[Row[tuple[str, int, str, int, str]]], faults: list[Fault]) -> Iterator[RuleLine]:
    for row in rows:
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


_HEADS = select(policies.c.tenant_id, policies.c.type, policies.c.version).where(policies.c.current)


def _current(kind: str) -> Select[tuple[str, int, str, int, str]]:
    p, t = policies.c, policy_lines.c
    together = (p.tenant_id == t.tenant_id) & (p.type == t.type) & (p.version == t.version)
    wanted = select(t.tenant_id, t.version, t.id, t.priority, t.document)
    return wanted.join(policies, together).where(p.current, p.type == kind)


def _fault(code: str, tenant_id: str, line: str, value: str) -> Fault:
    return Fault(code=code, tenant_id=tenant_id, line=line, value=value)
