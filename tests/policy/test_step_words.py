"""An escalation line read aloud: a sentence, not its fields."""

from datetime import date

import pytest

from shared.domain.cases.measures import Measure, Trigger
from shared.domain.routing.escalation import EscalationLine
from shared.policy.samples import World
from shared.policy.step_words import escalation_in_words
from tests.policy.steps import a_step, seeded_steps
from tests.world import ITEMS, SITES, TREE

WORLD = World(tenant_id="150271", tree=TREE, items=ITEMS, day=date(2026, 11, 24))
UP, NOTHING = Measure.ESCALATE, Measure.NONE


@pytest.mark.parametrize(
    ("line", "chinese", "english"),
    [
        (
            a_step("a", trigger=Trigger.UNSIGNED, after="50%", target="agent"),
            "无人签收，时限用去50%时催办专人（第1步）",
            "nobody signed, at 50% of the limit: remind the named agent (step 1)",
        ),
        (
            a_step("b", times="2", after="390", measure=UP),
            "超过承诺时限，办公时间满 6 小时 30 分后提级交协调员（第2步）",
            "past the promised date, after 6 h 30 min of office time: move up to the coordinator (step 2)",
        ),
        (
            a_step("c", trigger=Trigger.RED, times="*", after="120", measure=UP, target="holder_leader"),
            "超过法定时限，此后办公时间每满 2 小时提级交单位负责人（以后各步）",
            "past the statutory date, after every further 2 h of office time: move up to the leader (later steps)",
        ),
        (
            a_step("d", trigger=Trigger.RETURNED, times="2"),
            "第2次退回，当即催办协调员",
            "return number 2, at once: remind the coordinator",
        ),
        (
            a_step("e", tier="town", item="item:MZ001", target=f"site:{SITES['office']}"),
            "镇街承办的，“高龄津贴”事项，超过承诺时限，当即催办{office}（第1步）",
            "held at level Towns, “高龄津贴”, past the promised date, at once: remind the {office} (step 1)",
        ),
        (
            a_step("f", item="cat:民政", times="3", measure=NOTHING, target="-"),
            "民政类事项，超过承诺时限，不再有措施（第3步）",
            "items of 民政, past the promised date: no measure any more (step 3)",
        ),
    ],
)
def test_a_line_is_said_in_one_sentence(line: EscalationLine, chinese: str, english: str) -> None:
    office = TREE.site(SITES["office"]).short_name
    assert escalation_in_words(line, WORLD) == chinese.format(office=office)
    assert escalation_in_words(line, WORLD, "en") == english.format(office=office)


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_no_field_of_the_shipped_lines_is_left_untold(locale: str) -> None:
    for line in seeded_steps():
        told = escalation_in_words(line, WORLD, locale)
        assert not [mark for mark in ("_", "*", "·", "{", "step.", "page.") if mark in told], told


def test_a_line_that_is_still_being_written_is_told_as_far_as_it_means_something() -> None:
    """A draft is shown with its faults; it must not break the page."""
    for line in (
        a_step("x", after="soon"),
        a_step("x", after="%"),
        a_step("x", target="boss"),
        a_step("x", tier="hamlet"),
    ):
        assert escalation_in_words(line, WORLD)
