"""Which routing rules fit a case, in the order they are asked: one immutable answer book."""

from collections.abc import Iterable, Iterator
from itertools import takewhile

from shared.domain.org.model import SiteKind
from shared.domain.org.tree import OrgTree
from shared.domain.routing.model import RouteFacts, RuleLine
from shared.policy.conf import parse, shipped
from shared.policy.enforcer import IndexedEnforcer, Row

_INDEX = ("tenant_id", "item", "origin_tier", "origin_scope")


class RoutingSnapshot:
    """Rules of all tenants. A case meets those of its own tenant and of the tenants above, merged into one list.

    Lower priority first, whoever wrote the line; at equal priority the nearer tenant's line, then the smaller id. A
    line replaces an inherited line of the same id, even where it does not fit the case itself: that is how a district
    changes or narrows one default and keeps the others.
    """

    def __init__(self, lines: Iterable[RuleLine], tree: OrgTree, model: str | None = None) -> None:
        self._tree = tree
        self._chains = {site.id: _chain(site.id, tree) for site in tree if site.kind is SiteKind.CENTRE}
        ordered = sorted(lines, key=lambda line: (line.priority, -self._depth(line), line.id))
        self._rules = {_row(line): line for line in ordered}
        self._ids = {(line.tenant_id, line.id) for line in ordered}
        self._enforcer = IndexedEnforcer(parse(model or shipped("routing")), list(self._rules), _INDEX)

    def matching(self, facts: RouteFacts) -> Iterator[RuleLine]:
        """The rules that fit, found as they are asked for, because most often the first one decides."""
        tenants = self._tenants(facts.tenant_id)
        for row in self._enforcer.matches(*self._request(facts, tenants)):
            rule = self._rules[row]
            if not self._replaced(rule, tenants):
                yield rule

    def in_force(self, tenant_id: str) -> Iterator[RuleLine]:
        """All rules a tenant's cases may meet, its own and the inherited ones, in the order they are asked."""
        tenants = self._tenants(tenant_id)
        for rule in self._rules.values():
            if rule.tenant_id in tenants and not self._replaced(rule, tenants):
                yield rule

    def _request(self, facts: RouteFacts, tenants: tuple[str, ...]) -> tuple[object, ...]:
        return (
            tenants,
            ("*", *(site.id for site in self._tree.up(facts.origin_site))),
            facts.origin_tier.value,
            f"item:{facts.item_code}",
            f"cat:{facts.category}",
            facts.applicant_kind,
            f"competence={facts.competence}",
        )

    def _tenants(self, tenant_id: str) -> tuple[str, ...]:
        return self._chains.get(tenant_id) or _chain(tenant_id, self._tree)

    def _replaced(self, rule: RuleLine, tenants: tuple[str, ...]) -> bool:
        nearer = takewhile(lambda tenant: tenant != rule.tenant_id, tenants)
        return any((tenant, rule.id) in self._ids for tenant in nearer)

    def _depth(self, line: RuleLine) -> int:
        return len(self._tenants(line.tenant_id))


def _chain(tenant_id: str, tree: OrgTree) -> tuple[str, ...]:
    """The tenant itself, then those above it, nearest first. Raises Refusal not_found `tenant.unknown`."""
    return tuple(dict.fromkeys(site.tenant_id for site in tree.up(tree.centre(tenant_id).id)))


def _row(line: RuleLine) -> Row:
    """The line's fields in the order of the model's policy definition."""
    return (
        line.id,
        line.tenant_id,
        str(line.version),
        str(line.priority),
        line.origin_tier,
        line.origin_scope,
        line.item,
        line.applicant_kind,
        line.when,
        line.action.value,
        line.target,
    )
