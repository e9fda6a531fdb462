"""Which escalation lines fit, in the order of their priority: one immutable answer book."""

from collections.abc import Iterable, Iterator
from itertools import takewhile

from shared.domain.org.model import SiteKind
from shared.domain.org.tree import OrgTree
from shared.domain.routing.escalation import EscalationFacts, EscalationLine
from shared.policy.conf import parse, shipped
from shared.policy.enforcer import IndexedEnforcer, Row

_INDEX = ("trigger", "tenant_id", "item", "tier")


class EscalationSnapshot:
    """Lines of all tenants, inherited as routing rules are: lower priority first, then the nearer tenant, then the id.

    A line replaces an inherited line of the same id, even where it does not fit the case itself.
    """

    def __init__(self, lines: Iterable[EscalationLine], tree: OrgTree, model: str | None = None) -> None:
        self._chains = {site.id: _chain(site.id, tree) for site in tree if site.kind is SiteKind.CENTRE}
        ordered = sorted(lines, key=lambda line: (line.priority, -self._depth(line), line.id))
        self._lines = {_row(line): line for line in ordered}
        self._ids = {(line.tenant_id, line.id) for line in ordered}
        self._enforcer = IndexedEnforcer(parse(model or shipped("escalation")), _INDEX)
        self._index = (self._enforcer.index(enumerate(self._lines)),)

    def matching(self, facts: EscalationFacts) -> Iterator[EscalationLine]:
        """The lines that fit."""
        tenants = self._chains.get(facts.tenant_id, ())
        request = (tenants, facts.trigger.value, facts.tier.value, f"item:{facts.item_code}", f"cat:{facts.category}")
        for row in self._enforcer.matches(self._index, *request):
            line = self._lines[row]
            if not self._replaced(line, tenants):
                yield line

    def in_force(self, tenant_id: str) -> Iterator[EscalationLine]:
        """All lines a tenant's sites may meet, its own and the inherited ones, in the order of their priority."""
        tenants = self._chains.get(tenant_id, ())
        for line in self._lines.values():
            if line.tenant_id in tenants and not self._replaced(line, tenants):
                yield line

    def _replaced(self, line: EscalationLine, tenants: tuple[str, ...]) -> bool:
        nearer = takewhile(lambda tenant: tenant != line.tenant_id, tenants)
        return any((tenant, line.id) in self._ids for tenant in nearer)

    def _depth(self, line: EscalationLine) -> int:
        return len(self._chains.get(line.tenant_id, ()))


def _chain(tenant_id: str, tree: OrgTree) -> tuple[str, ...]:
    """The tenant itself, then those above it, nearest first."""
    return tuple(dict.fromkeys(site.tenant_id for site in tree.up(tenant_id)))


def _row(line: EscalationLine) -> Row:
    """The line's fields in the order of the model's policy definition."""
    return (
        line.id,
        line.tenant_id,
        str(line.version),
        str(line.priority),
        line.trigger.value,
        line.tier,
        line.item,
        line.times,
        line.after,
        line.measure.value,
        line.target,
    )
