"""Where a case goes: the first matching rule, by priority, whose target may handle the item. Never silence."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from shared.domain.catalogue.handlers import may_handle
from shared.domain.catalogue.model import Item
from shared.domain.org.model import Tier
from shared.domain.org.tree import OrgTree
from shared.domain.routing.model import Action, Fitting, Route, RouteFacts, RuleLine, Skipped
from shared.domain.routing.targets import deciding_region, resolve

Matcher = Callable[[RouteFacts], Iterable[RuleLine]]
"""The rules that match a case, in order of priority; the policy engine answers it."""

_HEIGHT = {Tier.CITY: 3, Tier.DISTRICT: 2, Tier.TOWN: 1, Tier.PARK: 1, Tier.VILLAGE: 0}


def route(facts: RouteFacts, item: Item, tree: OrgTree, matching: Matcher) -> Route:
    """The decision and its reason. Without a rule or an able target the coordinator's pool gets the case."""
    skipped: list[Skipped] = []
    fitting = matching(facts)
    versions = fitting.versions if isinstance(fitting, Fitting) else {}
    for rule in fitting:
        found = _follow(rule, facts, item, tree)
        if isinstance(found, Route):
            return replace(found, skipped=(*skipped, *found.skipped), versions=versions, asked=facts.tenant_id)
        skipped.append(found)
    return Route(
        action=Action.HOLD,
        to=tree.centre(facts.tenant_id).id,
        rule="",
        priority=0,
        policy_version=0,
        why="route.no_rule",
        skipped=tuple(skipped),
        versions=versions,
        asked=facts.tenant_id,
    )


def _follow(rule: RuleLine, facts: RouteFacts, item: Item, tree: OrgTree) -> Route | Skipped:
    """What the rule decides, or why it cannot be followed."""
    if rule.action is Action.ACCEPT_HERE:
        if may_handle(tree.site(facts.origin_site), item, tree):
            return _by(rule, None)
        return Skipped(rule=rule.id, why="route.unable", site=facts.origin_site)
    target = resolve(rule.target, facts, item, tree, deciding_region(rule, facts))
    if target is None:
        return Skipped(rule=rule.id, why="route.no_such_site")
    if rule.action is Action.HOLD:
        return _by(rule, target.id)
    if target.id in facts.excluded:
        return Skipped(rule=rule.id, why="route.refused_before", site=target.id)
    if target.id == facts.origin_site or not may_handle(target, item, tree):
        return Skipped(rule=rule.id, why="route.unable", site=target.id)
    if rule.action is Action.HAND_DOWN and _HEIGHT[target.tier] >= _HEIGHT[facts.origin_tier]:
        return Skipped(rule=rule.id, why="route.not_below", site=target.id)
    return _together(rule, target.id, facts, item, tree) if rule.co else _by(rule, target.id)


def _together(rule: RuleLine, lead: str, facts: RouteFacts, item: Item, tree: OrgTree) -> Route:
    """A 会办: the lead takes the case, and each co-handler that is there works with it."""
    region = deciding_region(rule, facts)
    found = [resolve(name, facts, item, tree, region) for name in rule.co]
    sites = tuple(dict.fromkeys(site.id for site in found if site and site.id != lead))
    absent = tuple(Skipped(rule=rule.id, why="route.no_co_handler") for site in found if site is None)
    return replace(_by(rule, lead), co_handlers=sites, note=rule.note, skipped=absent)


def _by(rule: RuleLine, to: str | None) -> Route:
    return Route(
        action=rule.action,
        to=to,
        rule=rule.id,
        priority=rule.priority,
        policy_version=rule.version,
        why=f"route.{rule.action}",
    )
