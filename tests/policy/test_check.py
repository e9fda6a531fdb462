"""What a policy must be before it may decide anything."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from shared.domain.access.roles import Role
from shared.domain.routing.model import Action, RuleLine
from shared.kernel.i18n import catalogue
from shared.policy.check import check_grant, check_permission, check_rules
from shared.policy.lines import Fault, Grant, Permission
from shared.policy.snapshot import build
from shared.policy.words import spell_fault
from tests.policy.lines import a_grant, a_rule, facts_at, seeded_permissions, seeded_rules, seeded_tree
from tests.world import SITES, TREE

GRANT = a_grant("u1", Role.CLERK, "town")


SOURCES = sorted(Path(build.__code__.co_filename).parent.glob("*.py"))


def told(*faults: Fault) -> list[tuple[str, bool]]:
    return [(fault.code, fault.refused) for fault in faults]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (a_rule("rule", scope=""), "policy.scope_empty"),
        (a_rule("rule", scope=" "), "policy.scope_empty"),
        (a_rule("rule", scope="150271*"), "policy.scope_unknown"),
        (a_rule("rule", scope="1502070"), "policy.scope_unknown"),
        (a_rule("rule", tenant="150271", scope="150207"), "policy.scope_foreign"),
        (a_rule("rule", tenant="150299"), "policy.tenant_unknown"),
        (a_rule("rule", tenant=SITES["town"]), "policy.tenant_unknown"),
        (a_rule(""), "policy.id_empty"),
        (a_rule("rule", tier="hamlet"), "policy.tier_unknown"),
        (a_rule("rule", tier=""), "policy.tier_unknown"),
        (a_rule("rule", item="MZ001"), "policy.item_form"),
        (a_rule("rule", item="cat:"), "policy.item_form"),
        (a_rule("rule", item=""), "policy.item_form"),
        (a_rule("rule", kind="foreigner"), "policy.applicant_unknown"),
        (a_rule("rule", when="competence=unknown"), "policy.when_form"),
        (a_rule("rule", target="somewhere"), "policy.target_form"),
        (a_rule("rule", target="site:"), "policy.target_form"),
        (a_rule("rule", target="parent:x"), "policy.target_form"),
        (a_rule("rule", target="origin"), "policy.target_form"),
        (a_rule("rule", action=Action.ACCEPT_HERE, target="parent"), "policy.target_form"),
    ],
)
def test_a_rule_that_means_nothing_is_refused(line: RuleLine, code: str) -> None:
    assert told(*check_rules([line], TREE)) == [(code, True)]


@pytest.mark.parametrize("target", ["site:150299", "department:宇航局"])
def test_a_target_that_is_not_there_is_told_and_left_to_routing(target: str) -> None:
    assert told(*check_rules([a_rule("rule", target=target)], TREE)) == [("policy.target_dangling", False)]


def test_a_default_may_name_a_department_that_only_some_districts_have() -> None:
    assert not told(*check_rules([a_rule("rule", target="department:企业服务局")], TREE))
    own = a_rule("rule", tenant="150207", target="department:企业服务局")
    assert told(*check_rules([own], TREE)) == [("policy.target_dangling", False)]


def test_a_priority_that_stands_twice_in_one_tenant_is_told() -> None:
    lines = [a_rule("a", 10), a_rule("b", 10), a_rule("c", 10, tenant="150271")]
    assert told(*check_rules(lines, TREE)) == [("policy.priority_twice", False)] * 2


def test_an_id_that_stands_twice_in_one_tenant_is_refused() -> None:
    lines = [a_rule("a", 10), a_rule("a", 20), a_rule("a", 10, tenant="150271")]
    assert told(*check_rules(lines, TREE)) == [("policy.id_twice", True)] * 2


@pytest.mark.parametrize(
    ("grant", "code"),
    [
        (replace(GRANT, site_id=""), "policy.scope_empty"),
        (replace(GRANT, site_id="*"), "policy.scope_unknown"),
        (replace(GRANT, site_id="150207101"), "policy.scope_foreign"),
        (replace(GRANT, site_id="1502"), "policy.scope_foreign"),
        (replace(GRANT, user=""), "policy.user_empty"),
        (replace(GRANT, user="bearer:partner"), "policy.user_reserved"),
    ],
)
def test_a_grant_without_somebody_or_somewhere_of_its_tenant_is_refused(grant: Grant, code: str) -> None:
    assert told(*check_grant(grant, TREE)) == [(code, True)]


def test_a_city_may_grant_a_role_in_one_of_its_districts() -> None:
    assert not told(*check_grant(replace(GRANT, tenant_id="1502"), TREE))


@pytest.mark.parametrize("action", ["*", "", "case.*", "case.fly"])
def test_an_action_nobody_knows_is_refused(action: str) -> None:
    faults = check_permission(Permission(role=Role.CLERK, action=action))
    assert told(*faults) == [("policy.action_unknown", True)]


def test_a_refused_line_is_left_out_and_all_others_stay_in_force() -> None:
    # Given one line without a scope, one grant without a place and one action with a star
    rules = (a_rule("everywhere?", 10, scope=""), a_rule("sound", 20), a_rule("gone", 30, target="site:150299"))
    permissions = (Permission(role=Role.CLERK, action="*"), Permission(role=Role.CLERK, action="case.read"))
    # When
    snapshot = build(1, rules, permissions, (replace(GRANT, user="u2", site_id=""), GRANT), TREE)
    # Then
    assert [rule.id for rule in snapshot.routing.matching(facts_at("village"))] == ["sound", "gone"]
    assert snapshot.access.may("u1", SITES["town"], "case.read")
    assert not snapshot.access.may("u2", SITES["town"], "case.read")
    codes = ["policy.scope_empty", "policy.target_dangling", "policy.action_unknown", "policy.scope_empty"]
    assert [fault.code for fault in snapshot.faults] == codes


def test_the_shipped_policies_have_no_fault() -> None:
    assert build(1, seeded_rules(), seeded_permissions(), (), seeded_tree()).faults == ()


def test_every_fault_has_words_in_both_languages() -> None:
    source = "".join(path.read_text("utf-8") for path in SOURCES)
    codes = {word for word in source.split('"') if word.startswith("policy.")}
    assert len(codes) > 15
    said = catalogue("zh-CN").keys() & catalogue("en").keys()
    assert [code for code in codes if code not in said and f"refusal.{code}" not in said] == []


def test_a_fault_is_told_with_its_line() -> None:
    (fault,) = check_rules([a_rule("zone-1", scope="150299")], TREE)
    assert spell_fault(fault) == "1502的规则zone-1：范围“150299”不是站点"
