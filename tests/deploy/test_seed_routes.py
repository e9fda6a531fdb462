"""Where the shipped rules send the cases of the stories, by the pure rules on the shipped tree."""

from collections.abc import Iterator, Mapping

import pytest

from deploy.seeding import bundle
from deploy.seeding.bundle import Seed
from deploy.seeding.records import RoutingLine
from deploy.seeding.writers import catalogue
from shared.domain.catalogue.model import Item
from shared.domain.org.tree import OrgTree
from shared.domain.routing.decide import route
from shared.domain.routing.facts import preview_facts
from shared.domain.routing.model import Action, Route, RouteFacts, RuleLine
from tests.deploy.trees import tree_of

XIAOZHAOWAN, WANSHUIQUAN, PARK, HALL = "150271102203", "150271102", "150271-park-xitu", "150271-hall"


@pytest.fixture(scope="module")
def seed() -> Seed:
    return bundle.read()


@pytest.fixture(scope="module")
def tree(seed: Seed) -> OrgTree:
    return tree_of(seed)


@pytest.fixture(scope="module")
def items(seed: Seed) -> Mapping[str, Item]:
    return {item.code: item for item in catalogue.items(seed)}


@pytest.mark.parametrize(
    ("site", "item", "kind", "region", "action", "to"),
    [
        (XIAOZHAOWAN, "MZ001", "person", "150271", Action.FORWARD_UP, WANSHUIQUAN),
        (XIAOZHAOWAN, "MZ001", "person", "150203", Action.TRANSFER, "150203"),
        (XIAOZHAOWAN, "YB002", "person", "", Action.ACCEPT_HERE, None),
        (XIAOZHAOWAN, "GA001", "person", "150271", Action.ASSIGN, "150271-gongan"),
        (XIAOZHAOWAN, "NM001", "person", "150271", Action.FORWARD_UP, WANSHUIQUAN),
        (WANSHUIQUAN, "MZ001", "person", "150271", Action.ASSIGN, "150271-shehuishiwu"),
        (WANSHUIQUAN, "YB002", "person", "", Action.ACCEPT_HERE, None),
        (PARK, "QF002", "enterprise", "150271", Action.ASSIGN, "150271-qiyefuwu"),
        (PARK, "P307", "enterprise", "150271", Action.ASSIGN, "150271-qiyefuwu"),
        (HALL, "QF001", "person", "150271", Action.ACCEPT_HERE, None),
        (HALL, "MZ001", "person", "150271", Action.ASSIGN, "150271-shehuishiwu"),
        (HALL, "MZ001", "person", "150204", Action.TRANSFER, "150204"),
        ("150203003", "MZ001", "person", "150203", Action.ASSIGN, "150203"),
        ("150203003", "MZ001", "person", "150271", Action.TRANSFER, "150271-shehuishiwu"),
        ("150203003", "KD001", "person", "150203", Action.ASSIGN, "150203"),
    ],
)
def test_the_rules_send_a_case_where_the_stories_expect_it(
    seed: Seed,
    tree: OrgTree,
    items: Mapping[str, Item],
    site: str,
    item: str,
    kind: str,
    region: str,
    action: Action,
    to: str | None,
) -> None:
    found = decide(seed, tree, items[item], site, kind, region)
    assert (found.action, found.to) == (action, to), found


def test_every_open_item_of_the_zone_finds_a_site_from_everywhere_in_the_zone(
    seed: Seed, tree: OrgTree, items: Mapping[str, Item]
) -> None:
    for item in items.values():
        for site in (XIAOZHAOWAN, WANSHUIQUAN, PARK, HALL):
            if item.open and item.tenant_id in ("1502", "150271"):
                kind = item.applicant_kinds[0]
                assert decide(seed, tree, item, site, kind, "150271").action is not Action.HOLD, (item.name, site)


def decide(seed: Seed, tree: OrgTree, item: Item, site: str, kind: str, region: str) -> Route:
    tenant = tree.site(site).tenant_id
    facts = preview_facts(tenant, site, kind, region, item, tree)
    lines = [*seed.routing.get(tenant, ()), *seed.routing["1502"]]
    ordered = sorted(lines, key=lambda line: line.priority)
    return route(facts, item, tree, lambda f: matching(ordered, f, tree))


def matching(lines: list[RoutingLine], facts: RouteFacts, tree: OrgTree) -> Iterator[RuleLine]:
    """What the policy engine answers, in plain words: `*` or the same, and the scope by the closure."""
    for line in lines:
        if (
            line.origin_tier in ("*", facts.origin_tier)
            and (line.origin_scope == "*" or tree.under(facts.origin_site, line.origin_scope))
            and line.item in ("*", f"cat:{facts.category}", f"item:{facts.item_code}")
            and line.applicant_kind in ("*", facts.applicant_kind)
            and line.when in ("*", f"competence={facts.competence}")
        ):
            fields = {name: getattr(line, name) for name in RuleLine.__struct_fields__ if hasattr(line, name)}
            yield RuleLine(**fields, tenant_id=facts.tenant_id, version=1)
