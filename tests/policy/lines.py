"""Lines of policies for tests, and the plain reference that pycasbin's answers are compared with."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, TypeVar

from deploy.seeding import csvfile, records
from deploy.seeding.bundle import FOLDER
from deploy.seeding.faults import Fault
from shared.domain.access.roles import Role
from shared.domain.catalogue.model import Item
from shared.domain.org.model import Site
from shared.domain.org.tree import OrgTree
from shared.domain.routing.facts import preview_facts
from shared.domain.routing.model import Action, RouteFacts, RuleLine
from shared.policy.lines import Grant, Permission
from tests.world import ITEMS, SITES, TREE


def a_rule(
    rule_id: str,
    priority: int = 100,
    tenant: str = "1502",
    tier: str = "*",
    scope: str = "*",
    item: str = "*",
    kind: str = "*",
    when: str = "*",
    action: Action = Action.ASSIGN,
    target: str = "item_department",
    **more: Any,
) -> RuleLine:
    """A line that fits everything unless told otherwise."""
    return RuleLine(
        id=rule_id,
        tenant_id=tenant,
        version=1,
        priority=priority,
        origin_tier=tier,
        origin_scope=scope,
        item=item,
        applicant_kind=kind,
        when=when,
        action=action,
        target=target,
        **more,
    )


def facts_at(place: str, item: str = "MZ001", kind: str = "person", region: str = "", **more: Any) -> RouteFacts:
    """A case at a place of the small world."""
    site = TREE.site(SITES[place])
    return preview_facts(site.tenant_id, site.id, kind, region, ITEMS[item], TREE, **more)


def a_grant(user: str, role: Role, place: str) -> Grant:
    """A role held at a place of the small world, given by that place's tenant."""
    site = TREE.site(SITES[place])
    return Grant(tenant_id=site.tenant_id, user=user, role=role, site_id=site.id)


def fits(rule: RuleLine, facts: RouteFacts, tree: OrgTree) -> bool:
    """The rule's meaning, said without pycasbin."""
    return (
        not rule.off
        and counts_on(rule, facts.day)
        and tree.under(facts.tenant_id, rule.tenant_id)
        and (rule.origin_scope == "*" or tree.under(facts.origin_site, rule.origin_scope))
        and rule.origin_tier in ("*", facts.origin_tier)
        and rule.item in ("*", f"item:{facts.item_code}", f"cat:{facts.category}")
        and rule.applicant_kind in ("*", facts.applicant_kind)
        and (rule.when == "*" or all(holds(part.strip(), facts) for part in rule.when.split("&")))
    )


def counts_on(rule: RuleLine, day: date | None) -> bool:
    """Whether the line is in force: a dated one only on a day that is known."""
    dated = rule.valid_from is not None or rule.valid_to is not None
    if day is None or not dated:
        return not dated
    return (rule.valid_from or day) <= day <= (rule.valid_to or day)


def holds(part: str, facts: RouteFacts) -> bool:
    """One part of a `when`."""
    subject, value = part.split("=")
    if subject not in ("amount", "moves", "returns"):
        where = facts.competence if subject == "competence" else facts.places.get(subject)
        return where == value
    known = getattr(facts, subject)
    least, most = value.split("..") if ".." in value else (value, value)
    return known is not None and int(least or 0) <= known and (not most or known <= int(most))


def in_order(rules: Iterable[RuleLine], facts: RouteFacts, tree: OrgTree) -> list[RuleLine]:
    """All rules that fit, in the order they are asked, said without pycasbin."""

    def depth(tenant: str) -> int:
        return len(list(tree.up(tenant)))

    known = list(rules)
    mine = [rule for rule in known if tree.under(facts.tenant_id, rule.tenant_id) and counts_on(rule, facts.day)]
    nearest = {rule.id: max(depth(r.tenant_id) for r in mine if r.id == rule.id) for rule in mine}
    kept = [rule for rule in mine if depth(rule.tenant_id) == nearest[rule.id] and fits(rule, facts, tree)]
    return sorted(kept, key=lambda rule: (rule.priority, -depth(rule.tenant_id), rule.id))


@cache
def seeded_tree() -> OrgTree:
    """All of Baotou."""
    fields = [name for name in Site.__struct_fields__ if name != "valid_to"]
    sites = ({name: getattr(line, name) for name in fields} for line in _read("sites.csv", records.SiteLine))
    return OrgTree(Site(**{**site, "parent_id": site["parent_id"] or None}) for site in sites)


@cache
def seeded_rules() -> tuple[RuleLine, ...]:
    """The routing policies as an officer wrote them."""
    fields = [name for name in RuleLine.__struct_fields__ if name not in ("tenant_id", "version")]
    return tuple(
        RuleLine(tenant_id=tenant, version=1, **{name: getattr(line, name) for name in fields})
        for tenant, file in (("1502", "routing.csv"), ("150271", "routing.150271.csv"))
        for line in _read(f"policies/{file}", records.RoutingLine)
    )


@cache
def seeded_permissions() -> tuple[Permission, ...]:
    """Who may do what."""
    lines = _read("policies/permissions.csv", records.PermissionLine)
    return tuple(Permission(role=line.role, action=line.action) for line in lines)


@cache
def seeded_item(code: str) -> Item:
    """An item of the shipped catalogue, as far as routing looks at it."""
    line = next(item for item in _read("items.csv", records.ItemLine) if item.code == code)
    return Item(
        code=code,
        version=1,
        tenant_id=line.owner,
        name=line.name,
        category=line.category,
        department=line.department,
        kind=line.kind,
        help=line.help,
        promised_days=line.promised_days,
        handlers=line.handlers,
        applicant_kinds=line.applicant_kinds,
    )


Line = TypeVar("Line", bound=csvfile.Line)


def _read(name: str, kind: type[Line]) -> tuple[Line, ...]:
    """One file of the shipped reference data."""
    faults: list[Fault] = []
    lines = csvfile.read(FOLDER, name, kind, faults)
    assert not faults
    return lines
