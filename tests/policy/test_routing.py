"""Which rules fit a case and in which order they are asked."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.domain.catalogue.model import Competence
from shared.domain.org.model import Site, SiteKind, Tier
from shared.domain.org.tree import OrgTree
from shared.domain.routing.decide import route
from shared.domain.routing.facts import preview_facts
from shared.domain.routing.model import Action, RouteFacts, RuleLine
from shared.kernel.errors import Refusal
from shared.policy.routing import RoutingSnapshot
from tests.policy.lines import a_rule, facts_at, in_order, seeded_item, seeded_rules, seeded_tree
from tests.world import ITEMS, SITES, TREE


def asked(facts: RouteFacts, *rules: RuleLine) -> list[str]:
    return [rule.id for rule in RoutingSnapshot.of(rules, TREE).matching(facts)]


def test_rules_of_the_own_tenant_and_inherited_ones_are_one_list_by_priority() -> None:
    rules = (a_rule("late", 900), a_rule("own", 200, tenant="150271"), a_rule("early", 100))
    assert asked(facts_at("village"), *rules) == ["early", "own", "late"]


def test_a_district_s_rules_reach_neither_its_neighbours_nor_the_city() -> None:
    own = a_rule("own", tenant="150271")
    assert asked(facts_at("third town"), own) == []
    assert asked(facts_at("city"), own) == []


def test_an_own_line_replaces_the_inherited_line_of_the_same_id() -> None:
    # Given the zone's own version of a default, further down the list
    rules = (a_rule("forward", 100), a_rule("forward", 300, tenant="150271"), a_rule("other", 200))
    # Then the default does not come up in the zone, and still does elsewhere
    assert asked(facts_at("village"), *rules) == ["other", "forward"]
    assert asked(facts_at("third town"), *rules) == ["forward", "other"]


def test_a_replaced_default_stays_away_where_the_own_line_does_not_fit() -> None:
    rules = (a_rule("forward", 100), a_rule("forward", 100, tenant="150271", tier="park"))
    assert asked(facts_at("village"), *rules) == []


def test_an_own_line_that_is_off_takes_the_inherited_one_away_and_does_nothing_itself() -> None:
    rules = (a_rule("forward", 100), a_rule("forward", 100, tenant="150271", off=True), a_rule("other", 200))
    assert asked(facts_at("village"), *rules) == ["other"]
    assert asked(facts_at("third town"), *rules) == ["forward", "other"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 10, 31), ["other", "forward of 1502"]),
        (date(2026, 11, 1), ["forward of 150271", "other"]),
        (date(2026, 11, 30), ["forward of 150271", "other"]),
        (date(2026, 12, 1), ["other", "forward of 1502"]),
        (None, ["other", "forward of 1502"]),
    ],
)
def test_a_line_that_is_out_of_date_hides_no_inherited_one(day: date | None, expected: list[str]) -> None:
    own = a_rule("forward", 100, tenant="150271", valid_from=date(2026, 11, 1), valid_to=date(2026, 11, 30))
    rules = [a_rule("forward", 300), own, a_rule("other", 200, tenant="150271")]
    found = RoutingSnapshot.of(rules, TREE).matching(facts_at("village", day=day))
    assert [f"forward of {r.tenant_id}" if r.id == "forward" else r.id for r in found] == expected


def test_a_default_is_switched_off_for_a_while() -> None:
    off = a_rule("forward", tenant="150271", off=True, valid_to=date(2026, 11, 30))
    assert asked(facts_at("village", day=date(2026, 11, 30)), a_rule("forward"), off) == []
    assert asked(facts_at("village", day=date(2026, 12, 1)), a_rule("forward"), off) == ["forward"]


@pytest.mark.parametrize(
    ("when", "fitting", "unfit"),
    [
        ("amount=100..", {"amount": 100}, {"amount": 99}),
        ("amount=..100", {"amount": 100}, {"amount": 101}),
        ("amount=..100", {"amount": 0}, {"amount": None}),
        ("amount=100", {"amount": 100}, {"amount": 101}),
        ("moves=2..", {"moves": 2}, {"moves": 1}),
        ("returns=1..2", {"returns": 2}, {"returns": 3}),
        ("household=outside", {"regions": {"household": "150203"}}, {"regions": {"household": "150271"}}),
        ("household=inside", {"regions": {"household": "150271"}}, {"regions": {}}),
        ("household=outside", {"regions": {"household": "150203"}}, {"regions": {"residence": "150203"}}),
        ("registered_seat=inside", {"regions": {"registered_seat": "150271"}}, {"region": "150271"}),
        ("project_site=outside", {"regions": {"project_site": "150207101"}}, {"region": "150207"}),
        ("amount=100.. & moves=1..", {"amount": 100, "moves": 1}, {"amount": 100}),
    ],
)
def test_a_condition_holds_for_some_cases_and_not_for_others(
    when: str, fitting: dict[str, Any], unfit: dict[str, Any]
) -> None:
    rule = a_rule("rule", when=when)
    assert asked(facts_at("village", **fitting), rule) == ["rule"]
    assert asked(facts_at("village", **unfit), rule) == []


def test_the_place_the_item_names_is_decisive() -> None:
    # Given an item for which the household counts, and an applicant who lives elsewhere
    item = replace(ITEMS["MZ001"], competence=Competence.HOUSEHOLD)
    rule = a_rule("away", when="competence=outside")

    def fitting(**regions: str) -> list[str]:
        facts = preview_facts("150271", SITES["village"], "person", "", item, TREE, regions=regions)
        return [rule.id for rule in RoutingSnapshot.of([rule], TREE).matching(facts)]

    assert fitting(household="150271", residence="150203") == []
    assert fitting(household="150203", residence="150271") == ["away"]


def test_the_versions_of_all_policies_that_were_asked_are_told() -> None:
    rules = (replace(a_rule("own", tenant="150271"), version=4), replace(a_rule("default"), version=7))
    assert RoutingSnapshot.of(rules, TREE).matching(facts_at("village")).versions == {"150271": 4, "1502": 7}
    assert RoutingSnapshot.of(rules, TREE).matching(facts_at("third town")).versions == {"1502": 7}


def test_at_equal_priority_the_nearer_tenant_comes_first_and_then_the_smaller_id() -> None:
    rules = (a_rule("a"), a_rule("c", tenant="150271"), a_rule("b", tenant="150271"))
    assert asked(facts_at("village"), *rules) == ["b", "c", "a"]


def test_the_rules_in_force_for_a_tenant_can_be_read_as_a_list() -> None:
    rules = (
        a_rule("forward", 100),
        a_rule("forward", 300, tenant="150271"),
        a_rule("other", 200),
        a_rule("x", 1, "150207"),
    )
    known = RoutingSnapshot.of(rules, TREE)
    assert [rule.id for rule in known.in_force("150271")] == ["other", "forward"]
    assert [rule.id for rule in known.in_force("1502")] == ["forward", "other"]


def test_a_priority_is_a_number_and_not_a_text() -> None:
    assert asked(facts_at("village"), a_rule("ninety", 90), a_rule("thousand", 1000)) == ["ninety", "thousand"]


def test_a_scope_covers_its_site_and_everything_below() -> None:
    rule = a_rule("town", scope=SITES["town"])
    assert asked(facts_at("town"), rule) == ["town"]
    assert asked(facts_at("village"), rule) == ["town"]
    assert asked(facts_at("hall"), rule) == []


def test_a_scope_names_a_site_and_not_the_first_digits_of_one() -> None:
    # Given the area 150207 beside a site whose code merely begins like it
    sites = [
        (("1502"), None),
        ("150207", "1502"),
        ("150207101", "150207"),
        ("1502070", "1502"),
        ("1502070101", "1502070"),
    ]
    tree = OrgTree(
        Site(
            id=site,
            tenant_id=site if len(site) <= 7 else (parent or ""),
            parent_id=parent,
            kind=SiteKind.CENTRE if len(site) <= 7 else SiteKind.STATION,
            tier=Tier.DISTRICT if len(site) <= 7 else Tier.TOWN,
            name=site,
            short_name=site,
        )
        for site, parent in sites
    )
    policies = RoutingSnapshot.of([a_rule("jiuyuan", scope="150207")], tree)

    def at(tenant: str, site: str) -> list[RuleLine]:
        return list(policies.matching(preview_facts(tenant, site, "person", "", ITEMS["MZ001"], tree)))

    assert at("150207", "150207101")
    assert not at("1502070", "1502070101")
    assert not at("1502070", "1502070")


@pytest.mark.parametrize("scope", ["", "1502", "15020", "150207*", "150271102*", "%", ".*"])
def test_only_a_site_above_or_a_lone_star_is_a_scope(scope: str) -> None:
    expected = ["rule"] if scope == "1502" else []
    assert asked(facts_at("village"), a_rule("rule", scope=scope)) == expected


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        (a_rule("rule", tier="village"), facts_at("village")),
        (a_rule("rule", item="item:MZ001"), facts_at("village")),
        (a_rule("rule", item="cat:民政"), facts_at("village")),
        (a_rule("rule", kind="person"), facts_at("village")),
        (a_rule("rule", when="competence=outside"), facts_at("village", region="150203")),
    ],
)
def test_every_field_of_a_rule_can_fit_and_can_fail(rule: RuleLine, facts: RouteFacts) -> None:
    assert asked(facts, rule) == ["rule"]
    assert asked(facts_at("park", "P101", kind="enterprise"), rule) == []


def test_a_category_and_an_item_of_one_name_are_two_things() -> None:
    assert asked(facts_at("village"), a_rule("rule", item="cat:MZ001"), a_rule("rule2", item="民政")) == []


def test_a_case_at_an_unknown_place_is_refused() -> None:
    facts = facts_at("village")
    nowhere = RouteFacts(**{**{f: getattr(facts, f) for f in facts.__struct_fields__}, "origin_site": "150299"})
    with pytest.raises(Refusal) as told:
        asked(nowhere, a_rule("rule"))
    assert told.value.code == "site.unknown"


def test_the_first_able_target_wins() -> None:
    rules = (a_rule("up", 10, action=Action.FORWARD_UP, target="parent"), a_rule("department", 20))
    policies = RoutingSnapshot.of(rules, TREE)
    # Given P106, which the town may not handle
    decision = route(facts_at("village", "P106", "enterprise"), ITEMS["P106"], TREE, policies.matching)
    assert (decision.rule, decision.to) == ("department", SITES["enterprise"])
    # And 高龄津贴, which it may
    decision = route(facts_at("village"), ITEMS["MZ001"], TREE, policies.matching)
    assert (decision.rule, decision.to) == ("up", SITES["town"])


def test_without_a_rule_that_fits_the_coordinator_gets_it() -> None:
    policies = RoutingSnapshot.of([a_rule("parks", tier="park")], TREE)
    decision = route(facts_at("village"), ITEMS["MZ001"], TREE, policies.matching)
    assert (decision.action, decision.to, decision.why) == (Action.HOLD, "150271", "route.no_rule")


@pytest.mark.parametrize(
    ("site", "item", "kind", "region", "to"),
    [
        ("150271102203", "MZ001", "person", "", "150271102"),  # a village's 民政 goes up to its town
        ("150271-park-xitu", "P101", "enterprise", "", "150271-qiyefuwu"),  # parks turn to 企业服务局
        ("150271102203", "MZ001", "person", "150203", "150203"),  # what belongs to 昆都仑区 goes there
        ("150203", "MZ001", "person", "150271", "150271-shehuishiwu"),  # and the other way round
    ],
)
def test_the_shipped_policies_send_cases_where_they_belong(
    site: str, item: str, kind: str, region: str, to: str
) -> None:
    tree, wanted = seeded_tree(), seeded_item(item)
    facts = preview_facts(tree.site(site).tenant_id, site, kind, region, wanted, tree)
    decision = route(facts, wanted, tree, RoutingSnapshot.of(seeded_rules(), tree).matching)
    assert decision.to == to


RULES = st.builds(
    a_rule,
    rule_id=st.sampled_from("abcdef"),
    priority=st.integers(1, 4),
    tenant=st.sampled_from(["1502", "150271", "150203", "150207"]),
    tier=st.sampled_from(["*", *Tier]),
    scope=st.sampled_from(["*", "", "1502*", *SITES.values()]),
    item=st.sampled_from(["*", "item:MZ001", "item:P101", "cat:民政", "cat:投资", "cat:"]),
    kind=st.sampled_from(["*", "person", "enterprise"]),
    when=st.sampled_from(
        [
            "*",
            "competence=inside",
            "competence=outside",
            "household=outside",
            "residence=inside & moves=1..",
            "amount=100..200",
            "amount=..100 & returns=0",
            "amount=150",
        ]
    ),
    valid_from=st.sampled_from([None, None, None, date(2026, 11, 1), date(2026, 12, 1)]),
    valid_to=st.sampled_from([None, None, None, date(2026, 11, 30), date(2026, 12, 31)]),
    off=st.sampled_from([False, False, False, True]),
)
FACTS = st.builds(
    facts_at,
    place=st.sampled_from(list(SITES)),
    item=st.sampled_from(list(ITEMS)),
    kind=st.sampled_from(["person", "enterprise"]),
    region=st.sampled_from(["", "150203", "150271", "150207101"]),
    regions=st.sampled_from([{}, {"household": "150203"}, {"household": "150271", "residence": "150271102"}]),
    amount=st.sampled_from([None, 0, 100, 150, 200, 201]),
    moves=st.integers(0, 2),
    returns=st.integers(0, 1),
    day=st.sampled_from([None, date(2026, 10, 31), date(2026, 11, 30), date(2026, 12, 1)]),
)


@settings(max_examples=400)
@given(rules=st.lists(RULES, max_size=30, unique_by=lambda rule: (rule.tenant_id, rule.id)), facts=FACTS)
def test_any_policy_answers_as_the_plain_reading_of_its_lines(rules: list[RuleLine], facts: RouteFacts) -> None:
    assert list(RoutingSnapshot.of(rules, TREE).matching(facts)) == in_order(rules, facts, TREE)


def test_the_shipped_policies_answer_as_the_plain_reading_of_their_lines_everywhere() -> None:
    tree, rules = seeded_tree(), seeded_rules()
    policies = RoutingSnapshot.of(rules, tree)
    for number, site in enumerate(tree):
        item = seeded_item(("MZ001", "SB001", "P101", "GA002")[number % 4])
        kind = item.applicant_kinds[0]
        facts = preview_facts(site.tenant_id, site.id, kind, ("", "150203")[number % 2], item, tree)
        assert list(policies.matching(facts)) == in_order(rules, facts, tree), site.id
