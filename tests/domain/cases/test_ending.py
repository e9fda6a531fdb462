"""Terminate, withdraw, archive."""

import pytest

from shared.domain.cases import commands as c
from shared.domain.cases.events import HandoverWithdrawn
from shared.domain.cases.model import CaseState, HandoverState
from shared.domain.cases.rules.ending import TERMINATION_REASONS
from shared.kernel.errors import Kind, Refusal
from tests.build import a_case, an_actor, the_platform


@pytest.mark.parametrize("reason", TERMINATION_REASONS)
def test_a_case_is_terminated_on_an_enumerated_ground_with_its_paper(reason: str) -> None:
    case = a_case().accepted().do(c.Terminate(reason=reason, words="申请人两次未补正", paper="终止单 7 号")).case
    assert (case.state, case.closed_at is not None) == (CaseState.TERMINATED, True)


@pytest.mark.parametrize(
    ("reason", "words", "paper", "lacking"),
    [
        ("", "x", "y", ["reason"]),
        ("BORED", "x", "y", ["reason"]),
        ("FRAUD", " ", "y", ["words"]),
        ("FRAUD", "x", "", ["paper"]),
        ("", "", "", ["paper", "reason", "words"]),
    ],
)
def test_a_termination_without_ground_words_or_paper_is_refused(
    reason: str, words: str, paper: str, lacking: list[str]
) -> None:
    with pytest.raises(Refusal) as refused:
        a_case().accepted().do(c.Terminate(reason=reason, words=words, paper=paper))
    assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "terminate.incomplete")
    assert refused.value.fields == {field: f"terminate.{field}" for field in lacking}


@pytest.mark.parametrize("place", ["village", "town"])
def test_the_applicant_withdraws_at_the_origin_or_where_the_case_is(place: str) -> None:
    case = a_case().submitted().offered("town").signed().do(c.Withdraw(), an_actor(place)).case
    assert case.state is CaseState.WITHDRAWN


def test_an_unsigned_offer_falls_with_a_withdrawn_case() -> None:
    builder = a_case().submitted().offered("town").withdrawn()
    assert isinstance(builder.history[-2].event, HandoverWithdrawn)
    assert builder.case.offered is None
    assert builder.case.handover is not None
    assert builder.case.handover.state is HandoverState.WITHDRAWN


def test_ending_a_case_takes_it_out_of_the_pool() -> None:
    assert a_case().submitted().pooled().withdrawn().case.pool_site == ""
    assert a_case().accepted().started().pooled().completed().case.pool_site == ""


def test_a_completed_case_waits_for_its_feedback() -> None:
    builder = a_case().accepted().started().completed()
    with pytest.raises(Refusal) as refused:
        builder.do(c.Archive(), the_platform(), feedback_settled=False)
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "archive.unsettled")
    assert builder.archived().case.state is CaseState.ARCHIVED


def test_a_case_that_ended_otherwise_is_archived_without_feedback() -> None:
    for builder in (a_case().declined(), a_case().accepted().terminated(), a_case().submitted().withdrawn()):
        builder.do(c.Archive(), the_platform(), feedback_settled=False)
        assert builder.case.state is CaseState.ARCHIVED
