"""The rules of one tenant in one version, checked and indexed: what a snapshot is put together from."""

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from shared.domain.org.tree import OrgTree
from shared.domain.routing.model import RuleLine
from shared.policy.check import check_rules
from shared.policy.enforcer import Index, IndexedEnforcer, Row
from shared.policy.lines import Fault
from shared.policy.rows import row_of


class Partition(msgspec.Struct, frozen=True, kw_only=True):
    """One tenant's rules. Immutable, shared by threads.

    `replaces` are its lines by id, those that are off included: what they take from the tenants above.
    """

    tenant_id: str
    version: int
    rules: Mapping[Row, RuleLine]
    replaces: Mapping[str, RuleLine]
    index: Index
    faults: tuple[Fault, ...] = ()

    def replaces_on(self, line_id: str, day: date | None) -> bool:
        """Whether it has a line of that id which counts on that day: one that is out of date hides nothing."""
        own = self.replaces.get(line_id)
        return own is not None and own.in_force(day)


def empty(tenant_id: str) -> Partition:
    """A tenant without rules of its own."""
    return Partition(tenant_id=tenant_id, version=0, rules={}, replaces={}, index=Index((), ()))


def build(
    tenant_id: str,
    version: int,
    lines: Iterable[RuleLine],
    tree: OrgTree,
    enforcer: IndexedEnforcer,
    checked: bool = True,
    faults: Iterable[Fault] = (),
) -> Partition:
    """The partition of these lines. A faulty line is left out, so that one mistake stops nothing else.

    That is safe because lines only allow: what is left out allows nothing. `faults` were found before, on reading.
    """
    known = tuple(lines)
    found = (*faults, *(check_rules(known, tree) if checked else ()))
    refused = {fault.line for fault in found if fault.refused}
    sound = sorted((line for line in known if line.id not in refused), key=lambda line: (line.priority, line.id))
    depth = sum(1 for _ in tree.up(tenant_id)) if tenant_id in tree else 0
    rows = {row_of(line): line for line in sound if not line.off}
    return Partition(
        tenant_id=tenant_id,
        version=version,
        rules=rows,
        replaces={line.id: line for line in sound},
        index=enforcer.index(((line.priority, -depth, line.id), row) for row, line in rows.items()),
        faults=found,
    )
