"""Which routing rules fit a case, in the order they are asked: one immutable answer book."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import takewhile

from shared.domain.org.tree import OrgTree
from shared.domain.routing.model import Fitting, RouteFacts, RuleLine
from shared.policy import partition
from shared.policy.conf import parse, shipped
from shared.policy.enforcer import IndexedEnforcer
from shared.policy.lines import Fault
from shared.policy.partition import Partition
from shared.policy.rows import request_of

_INDEX = ("item", "origin_tier", "origin_scope")

PartitionOf = Callable[[str], Partition]
"""The rules of a tenant; an empty partition where it has none."""


@cache
def routing_enforcer(model: str = "") -> IndexedEnforcer:
    """The model of the rules, parsed once a process."""
    return IndexedEnforcer(parse(model or shipped("routing")), _INDEX)


class RoutingSnapshot:
    """Rules of all tenants. A case meets those of its own tenant and of the tenants above, merged into one list.

    Lower priority first, whoever wrote the line; at equal priority the nearer tenant's line, then the smaller id. A
    line replaces an inherited line of the same id, even where it does not fit the case itself: that is how a district
    changes, narrows or switches off one default and keeps the others. A line that is out of date replaces nothing.
    """

    def __init__(self, partition_of: PartitionOf, tree: OrgTree, enforcer: IndexedEnforcer | None = None) -> None:
        self._of, self._tree = partition_of, tree
        self._enforcer = enforcer or routing_enforcer()

    @classmethod
    def of(cls, lines: Iterable[RuleLine], tree: OrgTree, model: str = "") -> "RoutingSnapshot":
        """The rules of a list, taken as they are: what is wrong with them simply fits nothing."""
        enforcer, grouped = routing_enforcer(model), _by_tenant(lines)

        @cache
        def partition_of(tenant_id: str) -> Partition:
            own = grouped.get(tenant_id, ())
            version = own[0].version if own else 0
            return partition.build(tenant_id, version, own, tree, enforcer, checked=False)

        return cls(partition_of, tree, enforcer)

    def matching(self, facts: RouteFacts) -> Fitting:
        """The rules that fit, found as they are asked for, because most often the first one decides."""
        chain = self._chain(facts.tenant_id)
        versions = {one.tenant_id: one.version for one in chain if one.version}
        return Fitting(lines=self._fitting(facts, chain), versions=versions)

    def in_force(self, tenant_id: str, day: date | None = None) -> Iterator[RuleLine]:
        """All rules a tenant's cases may meet, its own and the inherited ones, in the order they are asked."""
        chain = self._chain(tenant_id)
        depth = {one.tenant_id: -at for at, one in enumerate(reversed(chain))}
        every = (rule for one in chain for rule in one.rules.values())
        for rule in sorted(every, key=lambda rule: (rule.priority, depth[rule.tenant_id], rule.id)):
            if not _replaced(rule, chain, day):
                yield rule

    def faults(self, tenant_id: str) -> tuple[Fault, ...]:
        """What is wrong with the tenant's own lines."""
        return self._of(tenant_id).faults

    def _fitting(self, facts: RouteFacts, chain: Sequence[Partition]) -> Iterator[RuleLine]:
        request = request_of(facts, tuple(one.tenant_id for one in chain), self._tree)
        rules = {one.tenant_id: one.rules for one in chain}
        for row in self._enforcer.matches([one.index for one in chain], *request):
            rule = rules[str(row[1])][row]
            if not _replaced(rule, chain, facts.day):
                yield rule

    def _chain(self, tenant_id: str) -> Sequence[Partition]:
        return [self._of(tenant) for tenant in chain(tenant_id, self._tree)]


def chain(tenant_id: str, tree: OrgTree) -> tuple[str, ...]:
    """The tenant itself, then those above it, nearest first. Raises Refusal not_found `tenant.unknown`."""
    return tuple(dict.fromkeys(site.tenant_id for site in tree.up(tree.centre(tenant_id).id)))


def _replaced(rule: RuleLine, chain: Sequence[Partition], day: date | None) -> bool:
    nearer = takewhile(lambda one: one.tenant_id != rule.tenant_id, chain)
    return any(one.replaces_on(rule.id, day) for one in nearer)


def _by_tenant(lines: Iterable[RuleLine]) -> Mapping[str, Sequence[RuleLine]]:
    found: dict[str, list[RuleLine]] = {}
    for line in lines:
        found.setdefault(line.tenant_id, []).append(line)
    return found
