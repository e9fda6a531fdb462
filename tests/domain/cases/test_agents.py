"""专人: claiming, naming and handing on; and that only somebody on duty signs."""

from datetime import date

import pytest

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.events import AgentNamed
from shared.domain.cases.model import How
from shared.domain.roster.duty import Presence, Standing
from shared.kernel.errors import Kind, Refusal
from tests.build import CaseBuilder, a_case, an_id

UNTIL = date(2026, 11, 30)
THERE = Standing(presence=Presence.ON_DUTY, on_duty=("孙莉",))


def at_the_town() -> CaseBuilder:
    return a_case().at("village").submitted().offered().signed()


def refusal(builder: CaseBuilder, command: c.Command, **facts: object) -> Refusal:
    role = Role.LEADER if isinstance(command, c.NameAgent | c.HandOn) else Role.AGENT
    actor = builder.receiver() if isinstance(command, c.SignFor) else builder.holder(role)
    with pytest.raises(Refusal) as refused:
        builder.do(command, actor, **facts)
    return refused.value


@pytest.mark.parametrize("command", [c.SignFor(), c.Claim()])
@pytest.mark.parametrize(
    ("there", "code"),
    [
        (Standing(presence=Presence.OFF, on_duty=("孙莉",)), "duty.off"),
        (Standing(presence=Presence.ABSENT, until=UNTIL, on_duty=("孙莉",)), "duty.absent"),
        (Standing(presence=Presence.NOT_LISTED, on_duty=("孙莉", "布和")), "duty.not_listed"),
        (Standing(presence=Presence.NOT_LISTED), "duty.nobody"),
    ],
)
def test_who_is_not_on_duty_neither_signs_nor_claims_and_is_told_who_is(
    command: c.Command, there: Standing, code: str
) -> None:
    builder = a_case().submitted().offered() if isinstance(command, c.SignFor) else at_the_town()
    no = refusal(builder, command, standing=there)
    assert (no.kind, no.code) == (Kind.ILLEGAL_MOVE, code)
    assert no.params.get("names", "") == "、".join(there.on_duty)


@pytest.mark.parametrize("presence", [Presence.ON_DUTY, Presence.NO_ROSTER])
def test_who_is_on_duty_signs_and_so_does_who_works_where_no_roster_was_written(presence: Presence) -> None:
    builder = a_case().submitted().offered()
    builder.do(c.SignFor(), builder.receiver(), standing=Standing(presence=presence))
    assert builder.case.trail == (builder.case.holder_site,)


def test_claiming_makes_it_one_s_own_and_the_history_says_so() -> None:
    builder = at_the_town()
    me = builder.holder(Role.AGENT)
    builder.do(c.Claim(), me, standing=THERE)
    assert builder.case.agent == me.staff_id
    assert builder.history[-1].event == AgentNamed(staff_id=me.staff_id or an_id(""), how=How.CLAIMED)
    again = refusal(builder, c.Claim(), standing=THERE)
    assert (again.kind, again.code) == (Kind.CONFLICT, "claim.yours")


def test_what_somebody_has_is_not_claimed_by_another_who_is_told_who() -> None:
    builder = at_the_town()
    builder.do(c.NameAgent(staff_id=an_id("布和")), builder.holder(Role.LEADER))
    no = refusal(builder, c.Claim(), standing=THERE, agent_name="布和")
    assert (no.kind, no.code, no.params) == (Kind.CONFLICT, "claim.taken", {"name": "布和"})


def test_somebody_absent_cannot_be_named_and_the_substitute_is_suggested() -> None:
    builder = at_the_town()
    away = Standing(presence=Presence.ABSENT, until=UNTIL, substitute="陈雪", on_duty=("陈雪",))
    no = refusal(builder, c.NameAgent(staff_id=an_id("布和")), standing=away)
    assert (no.code, no.params) == ("agent.absent", {"until": UNTIL, "substitute": "陈雪"})
    alone = Standing(presence=Presence.ABSENT, until=UNTIL)
    assert refusal(builder, c.NameAgent(staff_id=an_id("布和")), standing=alone).code == "agent.absent_alone"
    off = Standing(presence=Presence.OFF)
    builder.do(c.NameAgent(staff_id=an_id("布和")), builder.holder(Role.LEADER), standing=off)
    assert builder.case.agent == an_id("布和")


def test_a_substitute_has_the_case_in_somebody_s_place_until_it_comes_back() -> None:
    builder = at_the_town()
    leader, absent, stand_in = builder.holder(Role.LEADER), an_id("布和"), an_id("陈雪")
    builder.do(c.NameAgent(staff_id=absent), leader)
    over = c.HandOn(from_staff=absent, to_staff=stand_in, how=How.SUBSTITUTE, instead_of=absent)
    builder.do(over, leader, standing=THERE)
    assert (builder.case.agent, builder.case.instead_of) == (stand_in, absent)
    # Somebody named since is not passed over
    no = refusal(builder, over, standing=THERE, agent_name="陈雪")
    assert (no.kind, no.code, no.params) == (Kind.CONFLICT, "hand_on.not_theirs", {"name": "陈雪"})
    builder.do(c.HandOn(from_staff=stand_in, to_staff=absent, how=How.BACK), leader, standing=THERE)
    assert (builder.case.agent, builder.case.instead_of) == (absent, None)


def test_cases_are_handed_on_in_three_ways_only() -> None:
    builder = at_the_town()
    leader = builder.holder(Role.LEADER)
    builder.do(c.NameAgent(staff_id=an_id("布和")), leader)
    wrong = c.HandOn(from_staff=an_id("布和"), to_staff=an_id("陈雪"), how=How.CLAIMED)
    assert refusal(builder, wrong).code == "hand_on.how"


def test_the_one_in_somebody_s_place_does_not_follow_the_case_to_another_site() -> None:
    builder = at_the_town()
    leader, absent = builder.holder(Role.LEADER), an_id("布和")
    builder.do(c.NameAgent(staff_id=absent), leader)
    builder.do(c.HandOn(from_staff=absent, to_staff=an_id("陈雪"), how=How.SUBSTITUTE, instead_of=absent), leader)
    builder.offered("department").signed()
    assert (builder.case.agent, builder.case.instead_of) == (None, None)
