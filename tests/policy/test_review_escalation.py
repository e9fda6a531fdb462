"""Escalation lines beside those they inherit: each check catches its policy and lets the sound sibling be."""

from datetime import date
from typing import Any

import pytest

from shared.domain.cases.measures import Measure, Trigger
from shared.domain.routing.escalation import EscalationLine
from shared.kernel.i18n import catalogue
from shared.policy.review_escalation import review_escalation
from shared.policy.samples import World
from tests.policy.steps import a_step, seeded_steps
from tests.world import ITEMS, TREE

ZONE = "150271"
WORLD = World(tenant_id=ZONE, tree=TREE, items=ITEMS, day=date(2026, 11, 24))


def own(line_id: str, priority: int = 100, **fields: Any) -> EscalationLine:
    """A line of the zone, beside what the city ships."""
    return a_step(line_id, priority, tenant=ZONE, **fields)


def faults(*lines: EscalationLine) -> list[tuple[str, str, str]]:
    return [(fault.line, fault.code, fault.value) for fault in review_escalation(lines, seeded_steps(), WORLD)]


def of_city(trigger: Trigger, times: str) -> EscalationLine:
    return next(line for line in seeded_steps() if (line.trigger, line.times) == (trigger, times))


def test_a_tenant_that_adds_nothing_has_no_fault() -> None:
    assert faults() == []


def test_a_step_the_city_has_under_another_name_is_told_as_written_twice() -> None:
    step: dict[str, Any] = {"trigger": Trigger.UNSIGNED, "times": "1", "after": "40%", "target": "agent"}
    assert faults(own("zone-1", 1, **step)) == [("zone-1", "policy.step_twice", "1")]
    # Under the city's name it takes its place, and for one tier it is another step
    assert faults(own(of_city(Trigger.UNSIGNED, "1").id, 1, **step)) == []
    assert faults(own("zone-1", 1, **step, tier="town")) == []


def test_a_step_that_the_city_s_always_comes_before_is_told_as_never_followed() -> None:
    step: dict[str, Any] = {"trigger": Trigger.UNSIGNED, "times": "1", "after": "40%", "target": "agent"}
    city = of_city(Trigger.UNSIGNED, "1")
    assert faults(own("zone-1", city.priority + 1, **step)) == [("zone-1", "policy.shadowed", city.id)]
    assert faults(own("zone-1", city.priority + 1, **step, item="cat:民政")) == []


def test_a_step_due_before_the_one_it_follows_is_told() -> None:
    first, second = of_city(Trigger.UNSIGNED, "1"), of_city(Trigger.UNSIGNED, "2")
    step: dict[str, Any] = {"trigger": Trigger.UNSIGNED, "measure": Measure.ESCALATE}
    early = own(second.id, times="2", after="30%", **step)
    assert faults(early) == [(second.id, "policy.step_order", first.id)]
    late = own(first.id, times="1", after="150%", **step)
    assert faults(late) == [(first.id, "policy.step_order", second.id)]
    assert faults(own(second.id, times="2", after="60%", **step)) == []
    # What comes after minutes and what comes after a share are not compared
    assert faults(own(second.id, times="2", after="30", **step)) == []


def test_a_step_back_that_takes_nothing_back_is_told() -> None:
    nothing: dict[str, Any] = {"trigger": Trigger.UNSIGNED, "measure": Measure.NONE, "target": "-"}
    assert faults(own("zone-9", times="9", **nothing)) == [("zone-9", "policy.step_nothing", "9")]
    assert faults(own("zone-3", times="3", tier="town", **nothing)) == []
    assert faults(own(of_city(Trigger.UNSIGNED, "3").id, times="3", **nothing)) == []


def test_a_trigger_after_which_nobody_is_told_anything_is_told() -> None:
    rates = [line for line in seeded_steps() if line.trigger is Trigger.BAD_RATING]
    back = [own(one.id, trigger=one.trigger, times=one.times, measure=Measure.NONE, target="-") for one in rates]
    assert faults(*back[:-1]) == []
    ((line, code, value),) = faults(*back)
    assert (line, code) == ("", "policy.silent")
    assert "bad_rating·town" in value
    # And only for one item at one tier, too
    some = [
        own(f"z-{n}", trigger=one.trigger, times=one.times, tier="town", item="item:MZ001", measure=Measure.NONE)
        for n, one in enumerate(rates)
    ]
    assert faults(*some) == [("", "policy.silent", "bad_rating·town")]


@pytest.mark.parametrize("item", ["cat:无此类", "item:XX999"])
def test_a_step_for_items_that_nobody_takes_in_is_told_as_unreachable(item: str) -> None:
    assert faults(own("zone-1", times="1", tier="town", item=item)) == [("zone-1", "policy.unreachable", item)]
    assert faults(own("zone-1", times="1", tier="town", item="item:MZ001")) == []


def test_a_faulty_line_is_told_for_what_it_is_and_asked_nothing_more() -> None:
    assert faults(own("zone-1", after="soon")) == [("zone-1", "policy.after_form", "soon")]


def test_every_fault_has_its_words_in_both_languages() -> None:
    for locale in ("zh-CN", "en"):
        assert {"policy.silent", "policy.step_order", "policy.step_nothing"} <= set(catalogue(locale))
