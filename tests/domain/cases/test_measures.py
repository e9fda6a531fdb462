"""Measures on a late case: what calls for them, told by its dates; taken once each; urged by hand; answered."""

import pytest

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.measures import Occurrence, Trigger
from shared.domain.cases.model import Case
from shared.domain.cases.occurrences import first_look, has_begun, occurrences
from shared.kernel.errors import Kind, Refusal
from tests.build import CaseBuilder, a_case, an_actor, sample_commands, the_platform
from tests.world import SITES


def called(case: Case) -> dict[Trigger, Occurrence]:
    return {occurrence.trigger: occurrence for occurrence in occurrences(case)}


def measure(n: int = 1, kind: str = "remind", key: str = "2026-11-30", to: str = "office") -> c.TakeMeasure:
    return c.TakeMeasure(
        measure=kind, trigger="yellow", key=key, n=n, site=SITES["town"], to_site=SITES[to], to_role="supervisor"
    )


@pytest.mark.parametrize(
    ("builder", "triggers"),
    [
        (a_case().opened(), set()),
        (a_case().submitted(), {Trigger.NO_REPLY}),
        (a_case().submitted().offered("town"), {Trigger.NO_REPLY, Trigger.UNSIGNED}),
        (a_case().accepted(), {Trigger.NEAR, Trigger.YELLOW, Trigger.RED}),
        (a_case().for_item("SB001").accepted(), {Trigger.YELLOW}),
        (a_case().accepted().offered("town").signed(), {Trigger.NEAR, Trigger.YELLOW, Trigger.RED}),
        (a_case().accepted().paused(), set()),
        (a_case().accepted().started().completed(), set()),
        (a_case().submitted().withdrawn(), set()),
    ],
)
def test_what_calls_for_measures_is_told_by_state_and_dates(builder: CaseBuilder, triggers: set[Trigger]) -> None:
    assert set(called(builder.case)) == triggers
    assert (first_look(builder.case) is None) is (not triggers)


def test_an_offer_that_expired_calls_on_while_it_waits_for_the_coordinator_and_no_longer_once_placed() -> None:
    case = a_case().submitted().offered("town")
    offer = case.case.offered
    assert offer is not None
    assert called(case.case)[Trigger.UNSIGNED].limit == offer.due_at
    case.later(days=3).do(c.Expire(handover_id=offer.id), the_platform())
    assert Trigger.UNSIGNED not in called(case.case)
    assert called(case.pooled().case)[Trigger.UNSIGNED].key == str(offer.id)
    assert called(case.offered("department").case)[Trigger.UNSIGNED].key != str(offer.id)


def test_a_pause_stops_every_chain_and_new_dates_begin_new_ones() -> None:
    case = a_case().accepted()
    before = called(case.case)
    assert called(case.later(days=1).paused().case) == {}
    after = called(case.later(days=7).resumed().case)
    for trigger in (Trigger.NEAR, Trigger.YELLOW, Trigger.RED):
        assert after[trigger].key != before[trigger].key
        assert after[trigger].since > before[trigger].since


def test_a_pause_that_moves_no_date_begins_no_new_chain() -> None:
    case = a_case().accepted()
    before = called(case.case)
    assert called(case.later(minutes=1).paused().later(minutes=1).resumed().case) == before


def test_a_warning_is_pointless_once_the_date_has_passed() -> None:
    case = a_case().accepted().case
    near, yellow = called(case)[Trigger.NEAR], called(case)[Trigger.YELLOW]
    assert case.promised_due is not None
    assert has_begun(near, case, case.promised_due)
    assert not has_begun(near, case, a_case().on("2026-12-30 09:00").now)
    assert has_begun(yellow, case, a_case().on("2026-12-30 09:00").now)


def test_the_second_return_calls_for_the_second_time() -> None:
    case = a_case().submitted().offered("town").signed().returned()
    assert called(case.case)[Trigger.RETURNED].nth == 1
    assert called(case.offered("town").signed().returned().case)[Trigger.RETURNED].nth == 2


def test_a_measure_is_taken_once_for_each_time_of_its_chain() -> None:
    case = a_case().accepted().do(measure(1), the_platform()).do(measure(2), the_platform())
    for n in (1, 2):
        with pytest.raises(Refusal) as refused:
            case.do(measure(n), the_platform())
        assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "measure.taken")
    assert [t.n for t in case.do(measure(1, key="2026-12-11"), the_platform()).case.taken] == [1, 2, 1]


def test_whoever_is_told_sees_the_case_and_the_holder_keeps_it() -> None:
    case = a_case().accepted()
    holder = case.case.holder_site
    case.do(measure(kind="escalate", to="city"), the_platform())
    assert SITES["city"] in case.case.participants
    assert case.case.holder_site == holder


def test_a_reminder_of_an_open_offer_is_marked_on_it() -> None:
    case = a_case().submitted().offered("town")
    assert case.case.offered is not None
    key = str(case.case.offered.id)
    remind = c.TakeMeasure(
        measure="remind", trigger="unsigned", key=key, n=1, site=SITES["town"], to_site=SITES["town"], to_role="clerk"
    )
    case.do(remind, the_platform())
    assert case.case.offered.reminded_at == case.now


def test_a_supervision_is_answered_in_words_and_only_while_it_waits() -> None:
    case = a_case().at("town").accepted()
    answer = sample_commands()["case.answer_supervision"]
    with pytest.raises(Refusal) as none:
        case.do(answer)
    assert none.value.code == "answer.none"
    case.do(measure(kind="supervise"), the_platform())
    with pytest.raises(Refusal) as empty:
        case.do(c.AnswerSupervision(words=" "))
    assert empty.value.fields == {"words": "answer.words"}
    with pytest.raises(Refusal) as foreign:
        case.do(answer, an_actor("department"))
    assert foreign.value.kind is Kind.FORBIDDEN
    assert case.do(answer).case.unanswered == 0


def test_whoever_urges_by_hand_tells_the_one_that_has_to_act_and_waits_before_the_next_time() -> None:
    case = a_case().accepted().offered("town")
    urge = c.Urge(words="老人等着用钱")
    with pytest.raises(Refusal) as own:
        case.do(urge, case.receiver())
    assert own.value.kind is Kind.FORBIDDEN
    case.do(urge, an_actor("office", Role.SUPERVISOR))
    told = case.history[-1].event
    assert (told.to_site, told.trigger) == (SITES["town"], "hand")  # type: ignore[union-attr]
    with pytest.raises(Refusal) as again:
        case.later(minutes=59).do(urge)
    assert (again.value.code, again.value.params) == ("urge.just_now", {"minutes": 60})
    case.later(minutes=2).do(urge)
