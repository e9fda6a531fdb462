"""The model files decide: changing a line of them changes the answers; what they may not say is refused."""

import logging
import re
from datetime import date

import pytest

from shared.domain.access.roles import Role
from shared.kernel.errors import Refusal
from shared.policy.access import AccessSnapshot
from shared.policy.conf import parse, shipped
from shared.policy.lines import Permission
from shared.policy.routing import RoutingSnapshot
from tests.policy.lines import a_grant, a_rule, facts_at
from tests.world import SITES, TREE

ROUTING = shipped("routing")
OWN_ONLY = ROUTING.replace("p.tenant_id in r.tenants", 'p.tenant_id == "150271"')
UNFIT = {
    "p.item": a_rule("rule", item="item:P101"),
    "p.origin_tier": a_rule("rule", tier="park"),
    "p.origin_scope": a_rule("rule", scope="150207"),
    "p.applicant_kind": a_rule("rule", kind="enterprise"),
    "p.place": a_rule("rule", when="competence=outside"),
    "p.amount_from": a_rule("rule", when="amount=0.."),
    "p.moves_from": a_rule("rule", when="moves=1.."),
    "p.returns_from": a_rule("rule", when="returns=1..2"),
    "p.day_from": a_rule("rule", valid_from=date(2026, 1, 1)),
}
"""For each clause of the matcher a rule that only this clause keeps from a village's 高龄津贴."""


def asked(rule_model: str, *rules: object) -> list[str]:
    snapshot = RoutingSnapshot.of(rules, TREE, rule_model)  # type: ignore[arg-type]
    return [rule.id for rule in snapshot.matching(facts_at("village"))]


def without(clause: str) -> str:
    """The routing model with one clause of its matcher taken out."""
    before, _, matcher = ROUTING.partition("\nm = ")
    clauses = matcher.count("&&") + 1
    kept = [part for part in matcher.replace("\\\n", "").split("&&") if not part.strip().startswith(clause + " ")]
    assert len(kept) == clauses - 1
    return f"{before}\nm = {' && '.join(part.strip() for part in kept)}\n"


@pytest.mark.parametrize("clause", UNFIT)
def test_taking_a_clause_out_of_the_model_lets_more_rules_in(clause: str) -> None:
    # The index goes by the same clauses; it would hide the rule if it went by anything else.
    assert asked(ROUTING, UNFIT[clause]) == []
    assert asked(without(clause), UNFIT[clause]) == ["rule"]


def test_every_clause_but_that_of_the_tenant_has_its_unfit_rule() -> None:
    clauses = re.findall(r"(?m)(?:^m = |^    )(p\.\w+)", ROUTING.partition("[matchers]")[2])
    assert clauses == ["p.tenant_id", *UNFIT]


def test_the_clause_of_the_tenant_decides_what_is_inherited() -> None:
    rules = (a_rule("inherited", 10), a_rule("own", 20, tenant="150271"))
    assert asked(ROUTING, *rules) == ["inherited", "own"]
    assert asked(OWN_ONLY, *rules) == ["own"]


def test_adding_a_clause_to_the_model_keeps_rules_out() -> None:
    rules = (a_rule("first", 10, item="*"), a_rule("second", 20, item="item:MZ001"))
    stricter = ROUTING.replace('p.item in ("*", r.item, r.category)', "p.item == r.item")
    assert asked(ROUTING, *rules) == ["first", "second"]
    assert asked(stricter, *rules) == ["second"]


def test_a_clause_may_be_an_alternative_that_no_index_can_follow() -> None:
    wider = ROUTING.replace("p.origin_scope in r.above", '(p.origin_scope in r.above || p.origin_scope == "150207")')
    assert asked(wider, a_rule("rule", scope="150207")) == ["rule"]


def test_the_access_model_decides_too() -> None:
    # Given a clerk of the town, and a model that does not ask where a role is held
    lines = ([Permission(role=Role.CLERK, action="case.read")], [a_grant("u1", Role.CLERK, "town")], TREE)
    anywhere = shipped("access").replace("g(r.user, p.role, r.node)", 'g(r.user, p.role, "/1502/150271/150271102/")')
    # Then only that model lets them read at the hall
    assert not AccessSnapshot(*lines).may("u1", SITES["hall"], "case.read")
    assert AccessSnapshot(*lines, anywhere).may("u1", SITES["hall"], "case.read")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("p.origin_scope in r.above", "keyMatch(r.item, p.origin_scope)"),
        ("p.origin_scope in r.above", "regexMatch(r.item, p.origin_scope)"),
        ("p.origin_scope in r.above", "r.item.startswith(p.origin_scope)"),
        ("p.origin_scope in r.above", 'p.origin_scope[:6] == "150207"'),
        ("p.origin_scope in r.above", "p.origin_scoop in r.above"),
        ("p.origin_scope in r.above", "eval(p.place)"),
        ("p.origin_scope in r.above", "p.origin_scope in"),
        ("p.origin_scope in r.above", "p.origin_scope >= r.item"),
        ("p.amount_from <= r.amount", "1 <= r.amount"),
        ("some(where (p.eft == allow))", "!some(where (p.eft == deny))"),
        ("some(where (p.eft == allow))", "priority(p.eft) || deny"),
        ("[matchers]", "[matches]"),
    ],
)
def test_a_model_that_denies_or_compares_parts_of_codes_is_refused(old: str, new: str) -> None:
    assert old in ROUTING
    with pytest.raises(Refusal) as told:
        parse(ROUTING.replace(old, new))
    assert told.value.code == "policy.model"


def test_a_list_given_as_a_text_is_no_list() -> None:
    """`in` on a text would find 150207 in 1502070."""
    textual = ROUTING.replace("p.item in ", "p.item in r.item && p.item in ")
    with pytest.raises(TypeError):
        asked(textual.replace('p.item in ("*", r.item, r.category)', "p.action != r.item"), a_rule("rule"))


def test_pycasbin_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        access = AccessSnapshot([Permission(role=Role.CLERK, action="case.read")], [], TREE)
        assert not access.may("u1", SITES["town"], "case.read")
        asked(ROUTING, a_rule("rule"))
    assert not caplog.records
