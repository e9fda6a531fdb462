"""Taking a case in: submit, accept with papers and deferral, deemed acceptance, and declining only with a reason."""

import pytest
from msgspec.structs import replace

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.events import Accepted
from shared.domain.cases.model import CaseState
from shared.domain.deadlines.calendar import YearStatus
from shared.kernel.errors import Kind, Refusal
from tests.build import a_case, an_actor, the_platform
from tests.world import ITEMS, SITES, a_calendar, local


def test_a_draft_belongs_to_the_place_that_opened_it() -> None:
    case = a_case().at("village").opened(competence_region="150203").case
    assert (case.state, case.version, case.tenant_id) == (CaseState.DRAFT, 1, "150271")
    assert case.origin_site == case.holder_site == SITES["village"]
    assert case.participants == (SITES["village"],)
    assert (case.item_code, case.item_version, case.competence_region) == ("MZ001", 1, "150203")
    assert (case.number, case.promised_due, case.received_at) == ("", None, None)


def test_submitting_starts_the_five_working_days_of_acceptance() -> None:
    case = a_case().on("2026-11-16 09:00").submitted().case
    assert (case.state, case.received_at) == (CaseState.RECEIVED, local("2026-11-16 09:00"))
    assert case.acceptance_due == local("2026-11-23 17:30")
    assert case.promised_due is None


def test_accepting_starts_both_clocks_and_takes_a_number() -> None:
    case = a_case().on("2026-11-16 09:00").submitted().later(hours=3).accepted().case
    assert (case.state, case.accepted_at) == (CaseState.ACCEPTED, local("2026-11-16 12:00"))
    assert (case.promised_days, case.statutory_days) == (10, 20)
    assert (case.promised_due, case.statutory_due) == (local("2026-11-30 17:30"), local("2026-12-14 17:30"))
    assert case.warn_at == local("2026-11-27 08:30")
    assert case.number
    assert not case.provisional


def test_a_law_that_counts_every_day_is_counted_so() -> None:
    case = a_case().at("enterprise").for_item("P106").on("2026-03-02 09:00").submitted().accepted().case
    assert case.promised_due == local("2026-04-14 17:30")  # thirty working days, 清明 between
    assert case.statutory_due == local("2026-05-01 17:30")  # sixty days of any kind


def test_a_date_in_a_year_without_its_notice_is_marked_provisional() -> None:
    assert a_case().on("2026-12-10 09:00").accepted().case.provisional  # the statutory date is in 2027
    assert a_case().on("2026-12-25 09:00").accepted().case.provisional
    assert not a_case().on("2026-11-16 09:00").accepted().case.provisional
    official = a_case().on("2026-12-10 09:00")
    official.calendar = a_calendar(y2027=YearStatus.OFFICIAL)
    assert not official.accepted().case.provisional


def test_a_date_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        a_case().on("2027-12-20 09:00").submitted().accepted()
    assert (refused.value.code, refused.value.params) == ("calendar.year_missing", {"year": 2028})


# -- papers


def test_an_optional_paper_may_be_missing() -> None:
    assert a_case().submitted().do(c.Accept(papers=("身份证", "户口簿"))).case.deferred == ()


def test_a_deferrable_paper_may_follow_two_days_before_the_promised_date() -> None:
    # Given ten promised days
    case = a_case().on("2026-11-16 09:00").accepted(deferred=("户口簿",)).case
    # Then the paper is due after eight
    assert (case.deferred, case.deferred_until) == (("户口簿",), local("2026-11-26 17:30"))
    assert case.promised_due == local("2026-11-30 17:30")


@pytest.mark.parametrize("field", ["papers", "deferred"])
def test_a_paper_the_item_does_not_have_is_refused_at_its_field(field: str) -> None:
    # Given a case whose papers are all there
    builder, named = a_case().submitted(), {"papers": ("身份证", "户口簿"), "deferred": ()}
    # When a name is handed in beside them that the item does not know
    with pytest.raises(Refusal) as refused:
        builder.do(c.Accept(**{**named, field: (*named[field], "房产证")}))
    # Then it is refused, and what the item knows is accepted
    assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "accept.unknown_paper")
    assert refused.value.fields == {field: "accept.unknown_paper"}
    assert builder.do(c.Accept(**named)).case.state is CaseState.ACCEPTED


def test_deferral_is_never_longer_than_twenty_days() -> None:
    builder = a_case().submitted()
    long = replace(ITEMS["MZ001"], promised_days=60)
    builder.do(c.Accept(papers=("身份证",), deferred=("户口簿",)), item=long)
    assert builder.case.deferred_until == local("2026-12-14 17:30")


@pytest.mark.parametrize(
    ("papers", "deferred", "lacking"),
    [
        ((), (), "身份证、户口簿"),
        (("户口簿",), (), "身份证"),
        (("身份证",), (), "户口簿"),
        (("户口簿",), ("身份证",), "身份证"),
        (("身份证",), ("照片",), "户口簿"),
        (("照片",), ("身份证", "户口簿"), "身份证"),
    ],
)
def test_every_missing_paper_is_named_at_once(papers: tuple[str, ...], deferred: tuple[str, ...], lacking: str) -> None:
    with pytest.raises(Refusal) as refused:
        a_case().submitted().do(c.Accept(papers=papers, deferred=deferred))
    assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "accept.papers")
    assert refused.value.params == {"papers": lacking}
    assert refused.value.fields == {"papers": "accept.papers"}


def test_a_park_s_own_system_may_accept_what_the_park_holds() -> None:
    builder = a_case().at("park").for_item("P101").submitted()
    builder.do(c.Accept(), an_actor("park", Role.PARTNER))
    assert builder.case.state is CaseState.ACCEPTED


# -- deemed accepted


def test_silence_until_the_limit_is_acceptance_by_law() -> None:
    builder = a_case().submitted().on("2026-11-23 17:30").do(c.DeemAccepted(), the_platform())
    event = builder.history[-1].event
    assert isinstance(event, Accepted)
    assert event.deemed
    assert (builder.case.state, builder.case.accepted_at) == (CaseState.ACCEPTED, local("2026-11-23 17:30"))


def test_a_timer_that_rings_early_accepts_nothing() -> None:
    with pytest.raises(Refusal) as refused:
        a_case().submitted().on("2026-11-23 17:29").do(c.DeemAccepted(), the_platform())
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "accept.early")


def test_a_timer_that_rings_after_acceptance_changes_nothing() -> None:
    with pytest.raises(Refusal) as refused:
        a_case().accepted().later(days=30).do(c.DeemAccepted(), the_platform())
    assert refused.value.kind is Kind.ILLEGAL_MOVE


# -- declined


def test_declining_ends_the_case() -> None:
    case = a_case().declined().case
    assert (case.state, case.closed_at, case.number) == (CaseState.DECLINED, case.received_at, "")


@pytest.mark.parametrize("blank", ["", " ", "\u3000"])
@pytest.mark.parametrize(
    "lacking", [{"legal_basis"}, {"paper"}, {"where_to_go"}, {"legal_basis", "paper", "where_to_go"}]
)
def test_declining_needs_its_basis_the_paper_and_where_to_go(lacking: set[str], blank: str) -> None:
    given = {"legal_basis": "办法第三条", "paper": "不予受理通知书", "where_to_go": "到九原区"}
    with pytest.raises(Refusal) as refused:
        a_case().submitted().do(c.Decline(**(given | dict.fromkeys(lacking, blank))))
    assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "decline.incomplete")
    assert refused.value.fields == {field: f"decline.{field}" for field in lacking}


def test_an_offered_case_is_not_declined_under_the_receiver_s_hands() -> None:
    with pytest.raises(Refusal) as refused:
        a_case().submitted().offered("town").declined()
    assert refused.value.code == "handover.open"
