"""Why a case went where it went, in words."""

import pytest

from shared.domain.routing.decide import route
from shared.domain.routing.facts import preview_facts
from shared.domain.routing.model import Action
from shared.kernel.i18n import catalogue
from shared.policy.routing import RoutingSnapshot
from shared.policy.words import reason, spell, spell_skipped
from tests.policy.lines import a_rule, facts_at
from tests.world import ITEMS, SITES, TREE

UP = a_rule("up", 100, action=Action.FORWARD_UP, target="parent")
PARK = a_rule("park", 110, target="department:企业服务局")


def test_a_route_names_its_rule_and_its_target() -> None:
    decision = route(
        facts_at("park", "P106", "enterprise"), ITEMS["P106"], TREE, RoutingSnapshot.of([PARK], TREE).matching
    )
    assert spell(decision, SITES["park"], TREE) == "按第110条规则派往企业服务局"
    assert spell(decision, SITES["park"], TREE, "en") == "Sent to 企业服务局 (rule 110)"


def test_what_is_handled_on_the_spot_names_the_site_itself() -> None:
    here = a_rule("here", 90, action=Action.ACCEPT_HERE, target="origin")
    decision = route(facts_at("village", "SB001"), ITEMS["SB001"], TREE, RoutingSnapshot.of([here], TREE).matching)
    assert spell(decision, SITES["village"], TREE) == "按第90条规则由小召湾村便民服务站就地办理"


def test_without_a_rule_the_coordinator_is_named() -> None:
    decision = route(facts_at("village"), ITEMS["MZ001"], TREE, RoutingSnapshot.of([], TREE).matching)
    assert spell(decision, SITES["village"], TREE) == "没有可用的规则，交稀土高新区协调中心派单"


def test_rules_that_were_passed_over_say_why() -> None:
    # Given a case that its town refused before, and a rule that points nowhere
    rules = [UP, a_rule("gone", 105, target="site:150299"), PARK]
    excluded = (SITES["town"],)
    facts = preview_facts("150271", SITES["village"], "person", "", ITEMS["MZ001"], TREE, excluded)
    decision = route(facts, ITEMS["MZ001"], TREE, RoutingSnapshot.of(rules, TREE).matching)
    assert list(spell_skipped(decision, TREE)) == [
        "规则up不适用：万水泉镇便民服务中心已拒收过",
        "规则gone不适用：规则所指的承办单位不存在",
        "规则park不适用：企业服务局不办理这一事项，或办件已在该处",
    ]


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize("action", list(Action))
def test_every_action_has_words(action: Action, locale: str) -> None:
    assert f"route.{action}" in catalogue(locale)
    words = reason(f"route.{action}", 7, "SITE", locale)
    assert "7" in words
    assert "SITE" in words
