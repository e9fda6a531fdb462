"""Mandate, agent, start, pause, resume, complete."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.model import CaseState
from shared.domain.deadlines.lamps import Lamp, lamp
from shared.kernel.errors import Kind, Refusal
from tests.build import CaseBuilder, a_case, a_mandate, a_pause, an_id
from tests.world import local


def refusal(builder: CaseBuilder, command: c.Command) -> Refusal:
    """The refusal of a command that must not succeed; the case is as it was."""
    before = builder.case
    with pytest.raises(Refusal) as refused:
        builder.do(command)
    assert builder.case == before
    return refused.value


def on_behalf() -> CaseBuilder:
    """A case of an item that is done in the applicant's name, accepted on 16 November."""
    return a_case().at("enterprise").for_item("P101").submitted().accepted()


# -- mandate (授权委托书)


@pytest.mark.parametrize("command", [c.Start(), c.Complete(result="已备案")])
def test_nothing_is_done_on_behalf_without_a_mandate(command: c.Command) -> None:
    refused = refusal(on_behalf(), command)
    assert (refused.kind, refused.code) == (Kind.ILLEGAL_MOVE, "mandate.missing")


@pytest.mark.parametrize(
    ("valid_from", "valid_to"),
    [("2026-11-16", "2026-11-16"), ("2026-11-01", "2026-11-30"), ("2026-11-16", "2027-11-16")],
)
def test_with_a_mandate_in_force_work_begins(valid_from: str, valid_to: str) -> None:
    assert on_behalf().mandated(valid_from, valid_to).started().case.state is CaseState.HANDLING


@pytest.mark.parametrize(("valid_from", "valid_to"), [("2026-11-18", "2026-12-31"), ("2026-01-01", "2026-11-16")])
def test_a_mandate_that_begins_later_or_has_ended_is_told_with_its_dates(valid_from: str, valid_to: str) -> None:
    builder = on_behalf().on("2026-11-16 10:00").mandated(valid_from, valid_to)
    refused = refusal(builder.on("2026-11-17 09:00"), c.Start())
    assert (refused.kind, refused.code) == (Kind.ILLEGAL_MOVE, "mandate.lapsed")
    assert refused.params == {"since": valid_from, "until": valid_to}


def test_a_mandate_s_last_day_ends_at_midnight_in_shanghai() -> None:
    builder = on_behalf().mandated("2026-11-01", "2026-11-16")
    builder.on("2026-11-16 23:59").started()
    assert refusal(builder.on("2026-11-17 00:00"), c.Complete(result="已备案")).code == "mandate.lapsed"


def test_guidance_needs_no_mandate() -> None:
    assert a_case().accepted().started().completed().case.mandate is None


def test_a_mandate_is_on_file_from_the_draft_on_and_renewed_by_a_new_one() -> None:
    builder = a_case().at("enterprise").for_item("P101").mandated("2026-11-01", "2026-11-16").submitted().accepted()
    builder.started().on("2026-11-20 09:00").mandated("2026-11-20", "2027-11-19").completed()
    assert builder.case.mandate is not None
    assert builder.case.mandate.valid_to.isoformat() == "2027-11-19"


@pytest.mark.parametrize(("valid_from", "valid_to"), [("2026-11-16", "2026-11-15"), ("2026-11-16", "2027-11-17")])
def test_a_mandate_s_dates_are_in_order_and_not_longer_than_allowed(valid_from: str, valid_to: str) -> None:
    refused = refusal(a_case().submitted(), a_mandate(valid_from, valid_to))
    assert (refused.code, refused.fields) == ("mandate.dates", {"valid_to": "mandate.dates"})
    assert refused.params == {"days": 365}


def test_a_mandate_whose_last_day_has_passed_is_not_taken() -> None:
    builder = a_case().on("2026-11-16 09:00").submitted()
    refused = refusal(builder, a_mandate("2026-01-01", "2026-11-15"))
    assert (refused.code, refused.fields) == ("mandate.over", {"valid_to": "mandate.over"})
    assert builder.do(a_mandate("2026-01-01", "2026-11-16")).case.mandate is not None


def test_a_mandate_is_a_paper_and_says_for_what() -> None:
    builder = a_case().submitted()
    assert refusal(builder, a_mandate(paper=" ")).fields == {"paper": "mandate.paper"}
    assert refusal(builder, a_mandate(scope=" ")).fields == {"scope": "mandate.scope"}
    assert builder.do(a_mandate()).case.mandate is not None


def test_a_revoked_mandate_ends_work_on_behalf() -> None:
    builder = on_behalf().mandated().started().do(c.RevokeMandate(words="申请人收回"))
    assert builder.case.mandate is None
    assert refusal(builder, c.Complete(result="已备案")).code == "mandate.missing"
    assert refusal(builder, c.RevokeMandate(words="再次")).code == "mandate.none"


# -- agent (指定专人)


def test_a_leader_names_somebody_of_the_holding_site() -> None:
    builder = on_behalf()
    builder.do(c.NameAgent(staff_id=an_id("孙莉")), builder.holder(Role.LEADER))
    assert builder.case.agent == an_id("孙莉")


def test_somebody_from_elsewhere_cannot_be_named() -> None:
    builder = on_behalf()
    with pytest.raises(Refusal) as refused:
        builder.do(c.NameAgent(staff_id=an_id("孙莉")), builder.holder(Role.LEADER), staff_at_holder=False)
    assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "agent.elsewhere")


def test_the_agent_does_not_follow_the_case_to_another_site() -> None:
    builder = a_case().at("town").submitted()
    builder.do(c.NameAgent(staff_id=an_id("孙莉")), builder.holder(Role.LEADER))
    assert builder.offered("department").case.agent == an_id("孙莉")
    assert builder.signed().case.agent is None


# -- complete


def test_a_promise_item_is_started_before_it_is_done() -> None:
    assert refusal(a_case().accepted(), c.Complete(result="已发放")).code == "complete.not_started"


def test_an_immediate_item_is_done_on_the_spot() -> None:
    case = a_case().at("village").for_item("SB001").submitted().accepted().completed().case
    assert (case.state, case.round, case.completed_at) == (CaseState.COMPLETED, 1, local("2026-11-16 09:00"))
    assert case.promised_due == local("2026-11-16 17:30")


def test_a_result_is_told() -> None:
    refused = refusal(a_case().accepted().started(), c.Complete(result=" "))
    assert (refused.code, refused.fields) == ("complete.result", {"result": "complete.result"})


# -- pause and resume


@pytest.mark.parametrize("cause", ["correction", "agreed", "statutory"])
def test_the_clock_stops_for_three_causes(cause: str) -> None:
    case = a_case().accepted().started().paused(cause).case
    assert (case.state, case.resume_to) == (CaseState.PAUSED, CaseState.HANDLING)
    assert [s.until for s in case.stops] == [None]


@pytest.mark.parametrize(
    ("cause", "words", "code"),
    [("", "等", "pause.cause"), ("busy", "等", "pause.cause"), ("correction", " ", "pause.words")],
)
def test_it_stops_for_no_other_cause_and_never_without_words(cause: str, words: str, code: str) -> None:
    assert refusal(a_case().accepted(), c.Pause(cause=cause, words=words)).code == code


NOTICE = "pause.notice"


@pytest.mark.parametrize(
    ("wrong", "code", "fields"),
    [
        ({"exclusion": ""}, NOTICE, {"exclusion"}),
        ({"exclusion": "lunch"}, NOTICE, {"exclusion"}),
        ({"evidence": " "}, NOTICE, {"evidence"}),
        ({"notice_day": None}, NOTICE, {"notice_day"}),
        ({"notice_day": date(2026, 11, 17)}, NOTICE, {"notice_day"}),
        ({"expected_days": 0, "evidence": ""}, NOTICE, {"expected_days", "evidence"}),
        ({"expected_days": 61}, NOTICE, {"expected_days"}),
        ({"cause": "correction"}, "pause.no_notice", {"cause"}),
    ],
)
def test_the_law_leaves_nothing_out_without_a_written_notice(
    wrong: dict[str, object], code: str, fields: set[str]
) -> None:
    case = a_case().accepted().started()
    refused = refusal(case, replace(a_pause("statutory"), **wrong))
    assert (refused.code, set(refused.fields)) == (code, fields)
    kept = case.do(a_pause("statutory")).history[-1].event
    assert isinstance(kept, e.Paused)
    assert (kept.exclusion, kept.expected_days) == ("expert_review", 10)


def test_a_paused_case_resumes_where_it_was() -> None:
    assert a_case().accepted().paused().resumed().case.state is CaseState.ACCEPTED
    assert a_case().accepted().started().paused().resumed().case.state is CaseState.HANDLING


@pytest.mark.parametrize(
    ("paused", "resumed", "promised", "statutory", "because"),
    [
        ("2026-11-17 10:00", "2026-11-17 16:00", "2026-11-30", "2026-12-14", "within a day"),
        ("2026-11-17 10:00", "2026-11-19 10:00", "2026-12-01", "2026-12-15", "one whole day"),
        ("2026-11-17 08:30", "2026-11-19 17:30", "2026-12-03", "2026-12-17", "three from opening to closing"),
        ("2026-11-20 16:00", "2026-11-23 10:00", "2026-11-30", "2026-12-14", "over a weekend"),
        ("2026-11-17 12:00", "2026-11-17 14:30", "2026-11-30", "2026-12-14", "over lunch"),
        ("2026-11-30 16:00", "2026-12-03 09:00", "2026-12-03", "2026-12-16", "on its last afternoon"),
    ],
)
def test_whole_stopped_days_are_given_back(
    paused: str, resumed: str, promised: str, statutory: str, because: str
) -> None:
    # Given a case accepted on Monday the 16th, due on the 30th, by law on 14 December
    case = a_case().accepted().started().on(paused).paused().on(resumed).resumed().case
    assert case.promised_due == local(f"{promised} 17:30"), because
    assert case.statutory_due == local(f"{statutory} 17:30"), because
    assert case.resume_to is None
    assert lamp(local(resumed), case.promised_due, case.statutory_due, case.warn_at, False) is not Lamp.YELLOW


def test_a_stopped_make_up_saturday_is_given_back() -> None:
    case = (
        a_case().on("2026-02-26 09:00").accepted().on("2026-02-27 18:00").paused().on("2026-03-02 08:00").resumed().case
    )
    # Ten days from Thursday end on Wednesday 11 March, Saturday 28 February among them
    assert a_case().on("2026-02-26 09:00").accepted().case.promised_due == local("2026-03-11 17:30")
    assert case.promised_due == local("2026-03-12 17:30")


def test_a_law_that_counts_every_day_is_given_every_stopped_day_back() -> None:
    builder = a_case().at("enterprise").for_item("P106").on("2026-03-02 09:00").accepted()
    builder.started().on("2026-03-06 16:00").paused("statutory").on("2026-03-09 10:00").resumed()
    assert builder.case.statutory_due == local("2026-05-03 17:30")  # Saturday and Sunday
    assert builder.case.promised_due == local("2026-04-14 17:30")


def test_an_item_without_a_statutory_limit_gets_none_by_resuming() -> None:
    builder = a_case().for_item("SB001").accepted().paused().later(days=3).resumed()
    assert builder.case.statutory_due is None


def test_an_immediate_item_paused_over_closing_is_due_on_the_day_it_resumes() -> None:
    builder = a_case().for_item("SB001").accepted().paused().on("2026-11-19 10:00").resumed()
    assert builder.case.promised_due == local("2026-11-19 17:30")


def test_a_stopped_clock_shows_as_such() -> None:
    case = a_case().accepted().paused().case
    assert lamp(local("2027-11-16"), case.promised_due, case.statutory_due, case.warn_at, True) is Lamp.PAUSED


@given(pauses=st.lists(st.tuples(st.integers(1, 4_000), st.integers(1, 4_000)), max_size=5))
def test_no_date_ever_moves_earlier_and_pauses_are_kept_in_order(pauses: list[tuple[int, int]]) -> None:
    builder = a_case().accepted().started()
    dates: list[tuple[datetime | None, ...]] = [(builder.case.promised_due, builder.case.statutory_due)]
    for run, stand in pauses:
        builder.later(minutes=run).paused().later(minutes=stand).resumed()
        dates.append((builder.case.promised_due, builder.case.statutory_due))
    for column in zip(*dates, strict=True):
        assert list(column) == sorted(d for d in column if d)
    stops = builder.case.stops
    assert all(s.until and s.until - s.since >= timedelta(minutes=1) for s in stops)
    assert all(a.until and a.until <= b.since for a, b in pairwise(stops))


def test_a_changed_calendar_does_not_take_days_away_from_the_applicant() -> None:
    # Given a case paused under one calendar, whose days off were worked after all when it resumes
    builder = a_case().on("2026-09-28 09:00").accepted()
    due = builder.case.promised_due
    builder.paused().later(hours=1)
    builder.calendar = replace(builder.calendar, exceptions={}, version=2)
    assert builder.resumed().case.promised_due == due
