"""Where a case goes: the first matching rule, by priority, whose target may handle the item. Never silence."""

from collections.abc import Callable, Iterable

from shared.domain.catalogue.handlers import may_handle
from shared.domain.catalogue.model import Item
from shared.domain.org.tree import OrgTree
from shared.domain.routing.model import Action, Route, RouteFacts, RuleLine, Skipped
from shared.domain.routing.targets import resolve

Matcher = Callable[[RouteFacts], Iterable[RuleLine]]
"""The rules that match a case, in order of priority; the policy engine answers it."""


def route(facts: RouteFacts, item: Item, tree: OrgTree, matching: Matcher) -> Route:
    """The decision and its reason. Without a rule or an able target the coordinator's pool gets the case."""
    skipped: list[Skipped] = []
    for rule in matching(facts):
        if rule.action is Action.ACCEPT_HERE:
            if may_handle(tree.site(facts.origin_site), item, tree):
                return _by(rule, None, "route.accept_here", skipped)
            skipped.append(Skipped(rule=rule.id, why="route.unable", site=facts.origin_site))
            continue
        target = resolve(rule.target, facts, item, tree)
        if target is None:
            skipped.append(Skipped(rule=rule.id, why="route.no_such_site"))
        elif rule.action is Action.HOLD:
            return _by(rule, target.id, "route.hold", skipped)
        elif target.id in facts.excluded:
            skipped.append(Skipped(rule=rule.id, why="route.refused_before", site=target.id))
        elif target.id == facts.origin_site or not may_handle(target, item, tree):
            skipped.append(Skipped(rule=rule.id, why="route.unable", site=target.id))
        else:
            return _by(rule, target.id, f"route.{rule.action}", skipped)
    return Route(
        action=Action.HOLD,
        to=tree.centre(facts.tenant_id).id,
        rule="",
        priority=0,
        policy_version=0,
        why="route.no_rule",
        skipped=tuple(skipped),
    )


def _by(rule: RuleLine, to: str | None, why: str, skipped: list[Skipped]) -> Route:
    return Route(
        action=rule.action,
        to=to,
        rule=rule.id,
        priority=rule.priority,
        policy_version=rule.version,
        why=why,
        skipped=tuple(skipped),
    )
