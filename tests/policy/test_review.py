"""Each kind of fault that rules have together: the policy that has it, and its sound sibling."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from shared.domain.catalogue.model import Help, Item, ItemKind
from shared.domain.routing.model import Action, RuleLine
from shared.policy.review import breaks, review
from shared.policy.samples import World
from tests.policy.lines import a_rule, seeded_rules, seeded_tree
from tests.world import ITEMS, SITES, TREE

DAY = date(2026, 11, 16)
PING = replace(ITEMS["MZ001"], code="PING", name="来回办", handlers=("tier:town", "tier:village"))
WORLD = World(tenant_id="150271", tree=TREE, items={**ITEMS, "PING": PING}, day=DAY)
END: dict[str, Any] = {"action": Action.HOLD, "target": "coordinator"}


def own(rule_id: str, priority: int, **fields: Any) -> RuleLine:
    return a_rule(rule_id, priority, tenant="150271", **fields)


def told(*lines: RuleLine, inherited: tuple[RuleLine, ...] = (), ended: bool = True) -> list[tuple[str, str]]:
    """Line and code of every fault, of a policy that ends in a line for the coordinator."""
    end = (own("end", 9_999, **END),) if ended else ()
    return [(fault.line, fault.code) for fault in review((*lines, *end), inherited, WORLD)]


def codes(*lines: RuleLine) -> set[str]:
    """The codes of every fault."""
    return {code for _, code in told(*lines)}


UP: dict[str, Any] = {"action": Action.FORWARD_UP, "target": "parent"}


@pytest.mark.parametrize(
    ("faulty", "sound"),
    [
        # no site of this tier lies in that place
        ({"tier": "park", "scope": SITES["town"]}, {"tier": "village", "scope": SITES["town"]}),
        ({"item": "item:NOPE"}, {"item": "item:MZ001"}),
        ({"item": "cat:民政", "kind": "enterprise"}, {"item": "cat:民政", "kind": "person"}),
        ({"item": "item:SB090"}, {"item": "item:MZ001"}),
        ({"valid_to": date(2026, 11, 15)}, {"valid_to": date(2026, 11, 16)}),
    ],
)
def test_a_line_that_no_case_can_fit_is_unreachable(faulty: dict[str, Any], sound: dict[str, Any]) -> None:
    assert told(own("line", 100, **faulty)) == [("line", "policy.unreachable")]
    assert told(own("line", 100, **sound)) == []


@pytest.mark.parametrize(
    ("before", "faulty", "sound"),
    [
        # a line for the coordinator leaves nothing to those behind it
        ({**END, "item": "cat:民政"}, {"item": "item:MZ001"}, {"item": "item:P101"}),
        ({**END, "when": "moves=..1"}, {"when": "moves=1"}, {"when": "moves=2.."}),
        ({**END, "valid_to": date(2026, 12, 31)}, {"valid_to": date(2026, 12, 1)}, {"valid_from": date(2027, 1, 1)}),
        # where the first sends it, the second would send it, too: when that site refuses, both are passed over
        ({"item": "cat:民政"}, {"item": "item:MZ001"}, {"item": "item:MZ001", "target": "site:150271102"}),
    ],
)
def test_a_line_behind_another_that_always_decides_is_shadowed(
    before: dict[str, Any], faulty: dict[str, Any], sound: dict[str, Any]
) -> None:
    places = {"scope": SITES["town"], "tier": "village"}
    first = own("first", 100, **{**places, **before})
    found = told(first, own("second", 200, **{**places, **faulty}))
    assert ("second", "policy.shadowed") in found
    found = told(first, own("second", 200, **{**places, **sound}))
    assert ("second", "policy.shadowed") not in found


def test_an_inherited_line_shadows_an_own_one_unless_that_replaces_it() -> None:
    default = a_rule("default", 10, **END)
    assert told(own("mine", 20), inherited=(default,)) == [("mine", "policy.shadowed"), ("end", "policy.shadowed")]
    assert told(own("default", 20), inherited=(default,)) == []


def test_lines_of_one_priority_that_overlap_and_differ_are_in_conflict() -> None:
    village = own("village", 100, tier="village", **UP)
    assert ("person", "policy.conflicting") in told(village, own("person", 100, kind="person"))
    # Not where no case can fit both, and not where both want the same
    assert "policy.conflicting" not in codes(village, own("town", 100, tier="town"))
    twin = own("twin", 100, kind="person", tier="village", **UP)
    assert "policy.conflicting" not in codes(village, twin)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ({"item": "cat:民政"}, {"item": "item:MZ001"}, True),
        ({"item": "cat:民政"}, {"item": "item:SB001"}, False),
        ({"when": "amount=..100"}, {"when": "amount=100.."}, True),
        ({"when": "amount=..99"}, {"when": "amount=100.."}, False),
        ({"when": "competence=inside"}, {"when": "competence=outside"}, False),
        ({"when": "household=inside"}, {"when": "residence=outside"}, True),
        ({"valid_to": date(2026, 12, 1)}, {"valid_from": date(2026, 12, 2)}, False),
        ({"valid_to": date(2026, 12, 2)}, {"valid_from": date(2026, 12, 2)}, True),
        ({"scope": SITES["town"]}, {"scope": SITES["village"]}, True),
        ({"scope": SITES["hall"]}, {"scope": SITES["village"]}, False),
    ],
)
def test_two_lines_conflict_only_where_a_case_can_fit_both(
    one: dict[str, Any], other: dict[str, Any], meet: bool
) -> None:
    found = told(own("one", 100, **one), own("other", 100, **{**other, **UP}))
    assert (("other", "policy.conflicting") in found) is meet


def test_a_target_that_is_not_there_is_dangling() -> None:
    assert ("line", "policy.target_dangling") in told(own("line", 100, target="department:宇航局"))
    assert told(own("line", 100, target="department:企业服务局", item="cat:投资")) == []


def test_a_target_that_may_handle_nothing_of_it_is_told() -> None:
    town = {"target": "site:150271102", "tier": "village"}
    assert told(own("line", 100, item="item:P106", **town), ended=False)[0] == ("line", "policy.target_unable")
    assert ("line", "policy.target_unable") not in told(own("line", 100, item="item:MZ001", **town), ended=False)


def test_rules_that_send_a_case_back_where_it_came_from_go_round() -> None:
    up = own("up", 100, tier="village", item="item:PING", **UP)
    down = own("down", 110, tier="town", item="item:PING", action=Action.HAND_DOWN, target=f"site:{SITES['village']}")
    assert told(up, down) == [("up", "policy.cycle"), ("down", "policy.cycle")]
    # Not where the town keeps what comes from below
    kept = own("kept", 105, tier="town", item="item:PING", action=Action.ACCEPT_HERE, target="origin")
    assert "policy.cycle" not in codes(up, kept, down)


def test_an_item_that_no_rule_covers_is_told() -> None:
    # Given a line for each category, one of which the department cannot help with
    social = own("social", 2, item="cat:社保", **END)
    covered = [own("civil", 1, item="cat:民政"), social, own("invest", 3, item="cat:投资")]
    world = replace(WORLD, items=ITEMS)
    assert list(review(covered, (), world)) == []
    # When one is forgotten
    (forgot,) = review(covered[:2], (), world)
    assert (forgot.line, forgot.code) == ("", "policy.uncovered")
    assert forgot.value == "2: P101 企业投资项目备案、P106 环境影响报告书审批"


def test_what_switches_nothing_off_is_told() -> None:
    off = own("default", 10, off=True)
    assert told(off) == [("default", "policy.off_nothing")]
    assert told(off, inherited=(a_rule("default", 10),)) == []


@pytest.mark.parametrize(
    ("lines", "broken"),
    [
        ([own("line", 100, target="department:宇航局")], True),
        ([own("a", 100), own("b", 100, **UP)], True),
        ([own("line", 100, scope="nowhere")], True),
        ([own("line", 100, item="item:NOPE")], False),
        ([own("line", 100)], False),
    ],
)
def test_what_would_break_something_is_told_from_what_deserves_a_look(lines: list[RuleLine], broken: bool) -> None:
    assert any(breaks(fault) for fault in review(lines, (), WORLD)) is broken


def test_the_shipped_policies_go_through_without_a_fault() -> None:
    items = {code: replace(item) for code, item in ITEMS.items()}
    items["GA001"] = Item(
        code="GA001",
        version=1,
        tenant_id="1502",
        name="户口迁移",
        category="公安",
        department="公安分局",
        kind=ItemKind.PROMISE,
        help=Help.GUIDANCE,
        promised_days=5,
        handlers=("dept:公安分局",),
    )
    rules = [rule for rule in seeded_rules() if rule.item == "*" or rule.item[4:] in {"民政", "社保", "投资", "公安"}]
    zone = [rule for rule in rules if rule.tenant_id == "150271"]
    city = [rule for rule in rules if rule.tenant_id == "1502"]
    world = World(tenant_id="150271", tree=seeded_tree(), items=items, day=DAY)
    assert [fault.code for fault in review(zone, city, world) if breaks(fault)] == []
