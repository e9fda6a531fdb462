"""商定停表: where a case began elsewhere than it is handled, its clock stops by agreement only when both agree."""

from collections.abc import Callable

import pytest

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.desk import Bucket, bucket, next_due
from shared.domain.cases.model import CaseState
from shared.kernel.errors import Kind, Refusal
from tests.build import CaseBuilder, a_case, a_proposal, an_actor, the_platform
from tests.world import SITES, local

ORIGIN, HOLDER = an_actor("village"), an_actor("town")


def elsewhere() -> CaseBuilder:
    """A case that began at the village and is at work at the town, on Monday at nine."""
    return a_case().submitted().offered("town").signed().accepted().started()


def proposed() -> CaseBuilder:
    """The town proposed a pause to the village."""
    return elsewhere().do(a_proposal(), HOLDER)


def runs(builder: CaseBuilder) -> bool:
    """Whether the clock runs and never stood still."""
    return builder.case.state is not CaseState.PAUSED and not builder.case.stops


def refused(act: Callable[[], object]) -> tuple[Kind, str]:
    with pytest.raises(Refusal) as no:
        act()
    return no.value.kind, no.value.code


@pytest.mark.parametrize(("by", "other"), [(HOLDER, ORIGIN), (ORIGIN, HOLDER)], ids=["the holder", "the origin"])
def test_the_clock_stops_only_when_the_other_agrees(by: object, other: object) -> None:
    builder = elsewhere().do(a_proposal(), by)  # type: ignore[arg-type]
    assert runs(builder)
    assert refused(lambda: builder.do(c.AcceptPause(), by)) == (Kind.CONFLICT, "pause.own")  # type: ignore[arg-type]
    builder.later(minutes=30).do(c.AcceptPause(), other)  # type: ignore[arg-type]
    assert builder.case.state is CaseState.PAUSED
    assert builder.case.stops[-1].since == builder.now
    paused = builder.history[-1].event
    assert isinstance(paused, e.Paused)
    assert (paused.cause, paused.words) == ("agreed", "等申请人取证")


@pytest.mark.parametrize(("cause", "code"), [("agreed", "pause.needs_consent"), ("correction", ""), ("statutory", "")])
def test_only_the_agreed_cause_needs_the_other(cause: str, code: str) -> None:
    builder = elsewhere()
    if code:
        assert refused(lambda: builder.paused(cause)) == (Kind.ILLEGAL_MOVE, code)
    else:
        assert builder.paused(cause).case.state is CaseState.PAUSED
    # And where a case is handled where it began, there is nobody to ask
    assert a_case().accepted().started().paused(cause).case.state is CaseState.PAUSED


def test_where_origin_and_holder_are_one_nothing_is_proposed() -> None:
    assert refused(lambda: a_case().accepted().do(a_proposal())) == (Kind.ILLEGAL_MOVE, "pause.alone")


def test_there_is_one_proposal_at_a_time_and_it_says_why() -> None:
    builder = proposed()
    assert refused(lambda: builder.do(a_proposal(1), ORIGIN)) == (Kind.CONFLICT, "pause.proposed")
    silent = c.ProposePause(proposal_id=a_proposal().proposal_id, words=" ")
    assert refused(lambda: elsewhere().do(silent, HOLDER)) == (Kind.INVALID, "pause.words")


def test_who_declines_says_why_and_the_clock_runs_on() -> None:
    builder = proposed()
    assert refused(lambda: builder.do(c.DeclinePause(words=" "), ORIGIN)) == (Kind.INVALID, "pause.declined_words")
    assert refused(lambda: builder.do(c.DeclinePause(words="不必"), HOLDER)) == (Kind.CONFLICT, "pause.own")
    builder.do(c.DeclinePause(words="材料今天就到"), ORIGIN)
    assert builder.case.state is CaseState.HANDLING
    assert refused(lambda: builder.do(c.AcceptPause(), ORIGIN)) == (Kind.CONFLICT, "pause.none")
    assert builder.do(a_proposal(1), HOLDER).case.pause_proposal


def test_only_who_proposed_takes_it_back() -> None:
    builder = proposed()
    assert refused(lambda: builder.do(c.WithdrawPause(), ORIGIN)) == (Kind.CONFLICT, "pause.theirs")
    assert builder.do(c.WithdrawPause(), HOLDER).case.pause_proposal is None


def test_unanswered_it_lapses_after_its_limit_of_open_office_time() -> None:
    builder = proposed()
    proposal = builder.case.pause_proposal
    assert proposal is not None
    assert proposal.answer_due == local("2026-11-16 15:30")
    lapse = c.LapsePause(proposal_id=proposal.id)
    assert refused(lambda: builder.on("2026-11-16 15:29").do(lapse, the_platform())) == (Kind.CONFLICT, "pause.stale")
    builder.on("2026-11-16 15:30")
    assert refused(lambda: builder.do(c.AcceptPause(), ORIGIN)) == (Kind.CONFLICT, "pause.lapsed")
    assert builder.do(lapse, the_platform()).case.pause_proposal is None
    assert refused(lambda: builder.do(lapse, the_platform())) == (Kind.CONFLICT, "pause.stale")


@pytest.mark.parametrize(
    "move",
    [
        lambda b: b.offered("department").signed(),
        lambda b: b.returned(),
        lambda b: b.paused("correction"),
        lambda b: b.completed(),
        lambda b: b.withdrawn(),
    ],
    ids=["handed on", "returned", "stopped for another cause", "completed", "withdrawn"],
)
def test_a_proposal_falls_with_what_it_was_about(move: Callable[[CaseBuilder], object]) -> None:
    builder = proposed()
    move(builder)
    assert builder.case.pause_proposal is None


def test_nobody_pauses_while_an_offer_waits() -> None:
    builder = proposed().offered("department")
    assert refused(lambda: builder.do(c.AcceptPause(), ORIGIN)) == (Kind.CONFLICT, "handover.open")


def test_an_agreed_pause_is_taken_back_by_who_agreed_and_the_proposal_is_open_again() -> None:
    builder = proposed()
    before = builder.case
    builder.do(c.AcceptPause(), ORIGIN)
    assert refused(lambda: builder.do(c.Undo(), HOLDER)) == (Kind.CONFLICT, "undo.other_acted")
    builder.later(minutes=10).do(c.Undo(), ORIGIN)
    assert builder.case.pause_proposal == before.pause_proposal
    assert (builder.case.state, builder.case.stops) == (CaseState.HANDLING, ())


def test_the_other_s_desk_shows_that_an_answer_is_awaited() -> None:
    case = proposed().case
    assert case.pause_proposal is not None
    assert bucket(case, SITES["village"]) is Bucket.CO
    assert next_due(case, SITES["village"]) == case.pause_proposal.answer_due
    assert (bucket(case, SITES["town"]), next_due(case, SITES["town"])) == (Bucket.HOLD, case.promised_due)
