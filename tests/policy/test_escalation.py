"""Which escalation lines fit, and what one must be before it may decide anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.domain.access.roles import Role
from shared.domain.cases.measures import Measure, Trigger
from shared.domain.org.model import Tier
from shared.domain.routing.escalation import EscalationFacts, EscalationLine
from shared.domain.routing.recipients import Recipient
from shared.kernel.i18n import catalogue
from shared.policy.check_escalation import check_escalation
from shared.policy.conf import shipped
from shared.policy.escalation import EscalationSnapshot
from shared.policy.escalation_words import spell_step
from shared.policy.lines import Fault
from shared.policy.snapshot import build
from tests.policy.lines import seeded_tree
from tests.policy.steps import a_step, fits, late, seeded_steps
from tests.world import SITES, TREE


def asked(facts: EscalationFacts, *lines: EscalationLine) -> list[str]:
    return [line.id for line in EscalationSnapshot(lines, TREE).matching(facts)]


def test_own_and_inherited_lines_are_one_list_and_the_own_one_replaces_its_namesake() -> None:
    lines = (a_step("a", 10), a_step("b", 20), a_step("a", 30, tenant="150271"), a_step("x", 1, tenant="150207"))
    assert asked(late(), *lines) == ["b", "a"]
    assert asked(late("150207"), *lines) == ["x", "a", "b"]
    assert [line.id for line in EscalationSnapshot(lines, TREE).in_force("150271")] == ["b", "a"]


_LINES = st.builds(
    a_step,
    st.sampled_from(["a", "b", "c"]),
    st.integers(1, 3),
    tenant=st.sampled_from(["1502", "150271", "150207"]),
    trigger=st.sampled_from([Trigger.YELLOW, Trigger.RED]),
    tier=st.sampled_from(["*", "town", "village"]),
    item=st.sampled_from(["*", "cat:民政", "item:MZ001", "item:P101"]),
    times=st.sampled_from(["1", "*"]),
)


@given(st.lists(_LINES, max_size=12, unique_by=lambda line: (line.tenant_id, line.id)))
def test_the_model_lets_through_what_the_words_of_a_line_say_and_nothing_else(lines: list[EscalationLine]) -> None:
    for facts in (late(), late("150207", Trigger.RED, Tier.VILLAGE, "P101")):
        depth = {
            line.id: max(len(TREE.path(o.tenant_id)) for o in mine(lines, facts, line.id))
            for line in lines
            if mine(lines, facts, line.id)
        }
        wanted = {
            (line.tenant_id, line.id)
            for line in lines
            if fits(line, facts, TREE) and len(TREE.path(line.tenant_id)) == depth[line.id]
        }
        found = [(line.tenant_id, line.id) for line in EscalationSnapshot(lines, TREE).matching(facts)]
        assert len(found) == len(set(found))
        assert set(found) == wanted


def mine(lines: list[EscalationLine], facts: EscalationFacts, line_id: str) -> list[EscalationLine]:
    return [line for line in lines if line.id == line_id and TREE.under(facts.tenant_id, line.tenant_id)]


@pytest.mark.parametrize(
    ("clause", "unfit"),
    [
        ("p.trigger == r.trigger", a_step("line", trigger=Trigger.RED)),
        ("p.tenant_id in r.tenants", a_step("line", tenant="150207")),
        ('p.item in ("*", r.item, r.category)', a_step("line", item="item:P101")),
        ('p.tier in ("*", r.tier)', a_step("line", tier="park")),
    ],
)
def test_taking_a_clause_out_of_the_model_changes_who_is_told(clause: str, unfit: EscalationLine) -> None:
    model = shipped("escalation")
    assert clause in model
    assert [line.id for line in EscalationSnapshot([unfit], TREE).matching(late())] == []
    looser = model.replace(clause, "p.id == p.id")
    assert [line.id for line in EscalationSnapshot([unfit], TREE, looser).matching(late())] == ["line"]


@pytest.mark.parametrize(
    ("line", "code", "refused"),
    [
        (a_step(""), "policy.id_empty", True),
        (a_step("line", tenant="150299"), "policy.tenant_unknown", True),
        (a_step("line", tenant=SITES["town"]), "policy.tenant_unknown", True),
        (a_step("line", trigger=Trigger.HAND), "policy.trigger_hand", True),
        (a_step("line", tier="hamlet"), "policy.tier_unknown", True),
        (a_step("line", item="民政"), "policy.item_form", True),
        (a_step("line", times="0"), "policy.times_form", True),
        (a_step("line", times="last"), "policy.times_form", True),
        (a_step("line", after="1d"), "policy.after_form", True),
        (a_step("line", after="-5"), "policy.after_form", True),
        (a_step("line", after="50%"), "policy.after_share", True),
        (a_step("line", trigger=Trigger.UNSIGNED, after="50%", times="*"), "policy.after_share", True),
        (a_step("line", times="*"), "policy.after_never", True),
        (a_step("line", target="boss"), "policy.target_form", True),
        (a_step("line", target="site:"), "policy.target_form", True),
        (a_step("line", target="site:150299"), "policy.target_dangling", False),
    ],
)
def test_a_faulty_line_is_told_and_the_sound_one_beside_it_is_not(
    line: EscalationLine, code: str, refused: bool
) -> None:
    sound = a_step("sound", trigger=Trigger.UNSIGNED, after="50%", target=f"site:{SITES['office']}")
    faults = list(check_escalation((line, sound), TREE))
    assert [(fault.code, fault.refused, fault.line) for fault in faults] == [(code, refused, line.id)]
    assert {f"{code}" for code in ("policy.times_form", code)} <= set(catalogue("en"))


def test_one_tenant_s_faulty_line_is_left_out_and_every_other_line_stays() -> None:
    wrong, twin = a_step("wrong", tenant="150207", after="soon"), a_step("twin", 200)
    lines = (wrong, a_step("good"), twin)
    snapshot = build(1, (), (), (), TREE, escalation=lines)
    assert [line.id for line in snapshot.escalation.matching(late("150207"))] == ["good", "twin"]
    assert {(fault.line, fault.code) for fault in snapshot.faults} == {
        ("wrong", "policy.after_form"),
        ("good", "policy.step_twice"),
        ("twin", "policy.step_twice"),
    }


def test_the_shipped_default_has_no_fault_and_speaks_of_every_trigger() -> None:
    faults: list[Fault] = list(check_escalation(seeded_steps(), seeded_tree()))
    assert faults == []
    snapshot = EscalationSnapshot(seeded_steps(), seeded_tree())
    for trigger in set(Trigger) - {Trigger.HAND}:
        assert list(snapshot.matching(replace(late(trigger=trigger), tenant_id="150203"))), trigger


def test_a_measure_is_told_in_words_with_its_rule_and_who_stands_in() -> None:
    line = a_step("line", 320, measure=Measure.ESCALATE)
    to = Recipient(site=SITES["centre"], role=Role.COORDINATOR)
    assert spell_step(line, 2, to, "协调中心") == "超过承诺时限，按第320条规则第2次提级，交协调中心的协调员"
    missing = replace(to, instead_of="supervisor", vacant=True)
    told = spell_step(line, 2, missing, "协调中心")
    assert "督查人员空缺" in told
    assert "请立即配备" in told
    assert "standing in" in spell_step(line, 2, missing, "Centre", "en")
