"""Where a case goes: the first matching rule whose target may handle the item; never silence."""

from typing import Any

import pytest

from shared.domain.routing.decide import Matcher, route
from shared.domain.routing.facts import preview_facts, route_facts
from shared.domain.routing.model import Action, Route, RouteFacts, RuleLine
from tests.build import a_case
from tests.world import ITEMS, SITES, TREE


def a_rule(priority: int, action: Action, target: str = "", **more: Any) -> RuleLine:
    return RuleLine(
        id=f"rule-{priority}",
        tenant_id="1502",
        version=7,
        priority=priority,
        origin_tier="*",
        origin_scope="*",
        item="*",
        applicant_kind="*",
        action=action,
        target=target,
        **more,
    )


def matching(*rules: RuleLine) -> Matcher:
    """A stub for the policy engine: all of these match."""
    return lambda facts: rules


def facts_at(
    place: str, item: str = "MZ001", region: str = "", excluded: tuple[str, ...] = (), **more: Any
) -> RouteFacts:
    tenant = TREE.site(SITES[place]).tenant_id
    return preview_facts(tenant, SITES[place], "person", region, ITEMS[item], TREE, excluded, **more)


def routed(facts: RouteFacts, *rules: RuleLine) -> Route:
    return route(facts, ITEMS[facts.item_code], TREE, matching(*rules))


def test_the_first_rule_whose_target_is_able_decides_and_is_named() -> None:
    # Given a village, which may not handle 高龄津贴, and its town, which may
    decision = routed(
        facts_at("village"), a_rule(90, Action.ACCEPT_HERE, "origin"), a_rule(100, Action.FORWARD_UP, "parent")
    )
    # Then the town gets it by the second rule, and the first is told as skipped
    assert (decision.action, decision.to, decision.rule) == (Action.FORWARD_UP, SITES["town"], "rule-100")
    assert (decision.priority, decision.policy_version, decision.why) == (100, 7, "route.forward_up")
    assert [(s.rule, s.why, s.site) for s in decision.skipped] == [("rule-90", "route.unable", SITES["village"])]


def test_what_the_origin_may_handle_stays_there() -> None:
    decision = routed(facts_at("village", "SB001"), a_rule(90, Action.ACCEPT_HERE, "origin"))
    assert (decision.action, decision.to, decision.why) == (Action.ACCEPT_HERE, None, "route.accept_here")


def test_without_any_rule_the_coordinator_s_pool_gets_it() -> None:
    decision = routed(facts_at("village"))
    assert (decision.action, decision.to, decision.why) == (Action.HOLD, "150271", "route.no_rule")
    assert (decision.rule, decision.priority) == ("", 0)


def test_without_an_able_target_the_pool_gets_it_and_every_reason_is_kept() -> None:
    decision = routed(
        facts_at("village", excluded=(SITES["town"],)),
        a_rule(10, Action.FORWARD_UP, "parent"),
        a_rule(20, Action.ASSIGN, "department:不存在局"),
        a_rule(30, Action.ASSIGN, "site:150271-qiyefuwu"),
        a_rule(40, Action.ASSIGN, "no such target"),
    )
    assert (decision.action, decision.to) == (Action.HOLD, "150271")
    assert [s.why for s in decision.skipped] == [
        "route.refused_before",
        "route.no_such_site",
        "route.unable",
        "route.no_such_site",
    ]


def test_a_hold_rule_names_whose_pool() -> None:
    decision = routed(facts_at("village", region="150203"), a_rule(10, Action.HOLD, "common_coordinator"))
    assert (decision.action, decision.to, decision.rule) == (Action.HOLD, "1502", "rule-10")


def test_nothing_is_routed_to_where_it_is() -> None:
    decision = routed(
        facts_at("town"), a_rule(10, Action.ASSIGN, "site:150271102"), a_rule(20, Action.HOLD, "coordinator")
    )
    assert decision.skipped[0].why == "route.unable"
    assert decision.rule == "rule-20"


def test_a_case_is_handed_down_to_the_station_where_the_applicant_lives() -> None:
    rule = a_rule(10, Action.HAND_DOWN, "station_of_competence", when="household=inside")
    # Given a household in a village of the town, whose station may not handle the item itself
    told = {"household": "150271102"}
    decision = routed(facts_at("hall", regions=told), rule)
    assert (decision.action, decision.to, decision.why) == (Action.HAND_DOWN, SITES["town"], "route.hand_down")
    # And one in a place that has no station
    assert routed(facts_at("hall", regions={"household": "150271999"}), rule).skipped[0].why == "route.no_such_site"


def test_nothing_is_handed_down_to_a_level_that_is_not_below() -> None:
    rule = a_rule(10, Action.HAND_DOWN, "site:150271-shehuishiwu")
    assert routed(facts_at("hall"), rule).skipped[0].why == "route.not_below"
    below = a_rule(20, Action.HAND_DOWN, "site:150271102")
    assert routed(facts_at("hall"), rule, below).to == SITES["town"]


def test_joint_handling_has_a_lead_and_co_handlers() -> None:
    co = ("department:企业服务局", "parent", "department:社会事务局", "department:宇航局", "parent")
    rule = a_rule(10, Action.CO_HANDLE, "item_department", co=co)
    decision = routed(facts_at("town"), rule)
    # The lead is no co-handler of its own, nobody stands twice, and who is not there is told
    assert (decision.to, decision.why) == (SITES["department"], "route.co_handle")
    assert decision.co_handlers == (SITES["enterprise"], SITES["centre"])
    assert [(s.rule, s.why) for s in decision.skipped] == [("rule-10", "route.no_co_handler")]


def test_joint_handling_without_an_able_lead_is_passed_over() -> None:
    rule = a_rule(10, Action.CO_HANDLE, "department:企业服务局", co=("department:社会事务局",))
    decision = routed(facts_at("town"), rule, a_rule(20, Action.HOLD, "coordinator"))
    assert (decision.rule, decision.co_handlers) == ("rule-20", ())


def test_what_a_rule_says_about_a_place_goes_by_that_place() -> None:
    # Given a household elsewhere, while the item's own place is here
    told = {"household": "150207101"}
    rule = a_rule(10, Action.TRANSFER, "region_of_competence", when="household=outside")
    assert routed(facts_at("village", region="150271", regions=told), rule).to == SITES["third hall"]
    # A rule that names no place goes by the item's
    plain = a_rule(10, Action.TRANSFER, "region_of_competence")
    assert routed(facts_at("village", region="150203", regions=told), plain).to == SITES["other centre"]


@pytest.mark.parametrize(
    ("place", "target", "region", "to"),
    [
        ("village", "parent", "", "town"),
        ("town", "item_department", "", "department"),
        ("town", "department:社会事务局", "", "department"),
        ("third town", "item_department", "", "third hall"),
        ("third town", "district_hall", "", "third hall"),
        ("village", "region_of_competence", "150203", "other centre"),
        ("village", "region_of_competence", "150207101", "third hall"),
        ("village", "site:150271102", "", "town"),
    ],
)
def test_symbolic_targets_are_resolved_on_the_tree(place: str, target: str, region: str, to: str) -> None:
    decision = routed(facts_at(place, region=region), a_rule(10, Action.ASSIGN, target))
    assert decision.to == SITES[to]


@pytest.mark.parametrize(
    "target", ["parent", "region_of_competence", "site:nowhere", "department:", "", "origin", "x:y"]
)
def test_a_target_that_is_not_there_is_skipped(target: str) -> None:
    decision = routed(facts_at("city"), a_rule(10, Action.ASSIGN, target))
    assert (decision.to, decision.skipped[0].why) == ("1502", "route.no_such_site")


@pytest.mark.parametrize(
    ("place", "region", "competence"),
    [
        ("village", "", "inside"),
        ("village", "150271102", "inside"),
        ("village", "150203", "outside"),
        ("village", "999999", "inside"),
        ("city", "150203", "inside"),
    ],
)
def test_competence_is_outside_only_in_another_tenant_s_region(place: str, region: str, competence: str) -> None:
    assert facts_at(place, region=region).competence == competence


def test_a_case_is_routed_from_where_it_stands_without_those_who_refused() -> None:
    # Given a case the town refused
    case = a_case().at("village").for_item("MZ001").submitted().routed("town").refused().case
    facts = route_facts(case, ITEMS["MZ001"], TREE)
    # Then the town is left out, and the village is where rules are asked
    assert facts.excluded == {SITES["town"]}
    assert (facts.origin_site, facts.origin_tier) == (SITES["village"], "village")
    decision = routed(facts, a_rule(10, Action.FORWARD_UP, "parent"), a_rule(20, Action.ASSIGN, "item_department"))
    assert decision.to == SITES["department"]


def test_the_preview_and_the_route_of_the_case_agree() -> None:
    case = a_case().at("village").for_item("MZ001").submitted().case
    assert route_facts(case, ITEMS["MZ001"], TREE) == facts_at("village")
