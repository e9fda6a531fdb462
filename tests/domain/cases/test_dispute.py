"""Disputes: problems are marked once, a deadlock is seen, a decision binds, and nobody gets around it."""

from collections.abc import Callable

import pytest

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.limits import Limits
from shared.domain.cases.model import HandoverKind
from shared.domain.routing.deadlock import deadlock, said_no
from shared.kernel.errors import Kind, Refusal
from tests.build import CaseBuilder, a_case, a_decision, a_dispute, a_reassignment, an_actor, the_platform
from tests.world import SITES, TREE

LEADER = an_actor("office", Role.COMMISSION)
COORDINATOR = an_actor("centre", Role.COORDINATOR)


def disputed() -> CaseBuilder:
    """Two departments have said no; the office decides."""
    builder = a_case().accepted().offered("town").signed()
    builder.offered("department").refused().offered("enterprise", able=True).refused()
    return builder.do(a_dispute("office", "commission", ("150271-shehuishiwu", "150271-qiyefuwu")), the_platform())


def settled(to: str = "department") -> CaseBuilder:
    """Decided for a department."""
    return disputed().do(a_decision(to), LEADER)


def test_a_dispute_lies_before_its_leader_while_the_holder_goes_on_holding_the_case() -> None:
    case = disputed().case
    assert (case.holder_site, case.pool_site, case.arbiter) == (SITES["town"], SITES["office"], SITES["office"])
    assert SITES["office"] in case.participants


def test_only_the_named_role_at_the_named_site_decides_and_says_why() -> None:
    for somebody in (COORDINATOR, an_actor("office", Role.LEADER), an_actor("hall", Role.COMMISSION)):
        with pytest.raises(Refusal) as refused:
            disputed().do(a_decision("department"), somebody)
        assert (refused.value.kind, refused.value.code) == (Kind.FORBIDDEN, "case.part")
    with pytest.raises(Refusal) as refused:
        disputed().do(a_decision("department", words=" "), LEADER)
    assert refused.value.fields == {"words": "dispute.words"}
    case = settled().case
    assert case.offered is not None
    assert (case.offered.to_site, case.offered.kind) == (SITES["department"], HandoverKind.SETTLE)
    assert (case.pool_site, case.arbiter) == ("", "")


def test_a_decision_is_signed_for_and_cannot_be_refused_or_returned() -> None:
    with pytest.raises(Refusal) as refused:
        settled().refused()
    assert (refused.value.kind, refused.value.code) == (Kind.ILLEGAL_MOVE, "dispute.binding")
    bound = settled().signed()
    assert bound.case.bound
    with pytest.raises(Refusal) as refused:
        bound.returned()
    assert refused.value.code == "dispute.binding"


def test_what_was_handed_on_after_a_decision_may_be_returned_again() -> None:
    builder = settled().signed().offered("town").signed()
    assert not builder.case.bound
    assert builder.returned().case.bound


def test_a_decision_may_leave_it_with_its_holder_who_is_bound_then() -> None:
    builder = disputed().do(a_decision("town"), LEADER)
    assert (builder.case.holder_site, builder.case.offered, builder.case.arbiter) == (SITES["town"], None, "")
    assert isinstance(builder.history[-1].event, e.DisputeKept)
    with pytest.raises(Refusal) as refused:
        builder.returned()
    assert refused.value.code == "dispute.binding"
    assert not builder.offered("department").signed().case.bound


def reassigned(builder: CaseBuilder) -> CaseBuilder:
    return builder.do(a_reassignment("department"), COORDINATOR)


def pooled(builder: CaseBuilder) -> CaseBuilder:
    return builder.do(c.Pool(site=SITES["centre"], why="pool.asked"))


@pytest.mark.parametrize(
    ("given", "act", "code"),
    [
        (disputed, reassigned, "dispute.undecided"),
        (disputed, pooled, "dispute.undecided"),
        (disputed, lambda b: b.returned(), "dispute.undecided"),
        (settled, reassigned, "dispute.decided"),
        (settled, lambda b: b.do(c.WithdrawOffer()), "handover.not_yours"),
    ],
)
def test_nobody_gets_around_a_dispute(
    given: Callable[[], CaseBuilder], act: Callable[[CaseBuilder], CaseBuilder], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        act(given())
    assert refused.value.code == code


def test_departments_that_agree_after_all_end_their_dispute() -> None:
    builder = disputed().offered("department")
    assert (builder.case.arbiter, builder.case.pool_site) == ("", "")
    assert builder.signed().case.holder_site == SITES["department"]


def test_a_coordinators_placing_is_not_for_the_holder_to_take_back_their_own_offer_is() -> None:
    placed = a_case().accepted().do(a_reassignment("town"), COORDINATOR)
    with pytest.raises(Refusal) as refused:
        placed.do(c.WithdrawOffer(), an_actor("village"))
    assert (refused.value.kind, refused.value.code) == (Kind.ILLEGAL_MOVE, "handover.not_yours")
    assert a_case().accepted().offered("town").do(c.WithdrawOffer()).case.offered is None


def test_a_problem_is_marked_once_and_stays_one() -> None:
    builder = a_case().accepted().do(c.MarkProblem(), the_platform())
    assert builder.offered("town").signed().case.problem
    with pytest.raises(Refusal) as refused:
        builder.do(c.MarkProblem(), the_platform())
    assert refused.value.code == "problem.already"


def told(builder: CaseBuilder) -> tuple[str, ...]:
    return deadlock(builder.case, builder.history, TREE, Limits())


def test_two_departments_that_said_no_are_deadlocked_a_department_and_a_town_are_not() -> None:
    builder = a_case().accepted().offered("town").refused().offered("department")
    assert told(builder.refused()) == ()
    builder.offered("enterprise", able=True).refused()
    assert told(builder) == (SITES["department"], SITES["enterprise"])
    assert deadlock(builder.case, builder.history, TREE, Limits(deadlock_departments=3)) == ()


def test_a_return_is_a_no_as_well_and_one_that_was_undone_is_none() -> None:
    builder = a_case().accepted().offered("department").signed().returned()
    assert said_no(builder.history) == (SITES["department"],)
    builder.do(c.Undo(), an_actor("department"))
    assert said_no(builder.history) == ()


def test_whoever_declines_a_coordinators_placing_makes_a_deadlock_alone() -> None:
    assert told(a_case().accepted().offered("town").refused()) == ()
    assert told(a_case().accepted().do(a_reassignment("town"), COORDINATOR).refused()) == (SITES["town"],)


def test_a_decision_begins_the_count_anew() -> None:
    builder = settled().signed().offered("town").refused()
    assert told(builder) == ()


def test_a_decision_for_the_holder_begins_it_anew_as_well() -> None:
    # Given two departments that said no, and a leader who leaves it with the town
    builder = disputed().do(a_decision("town"), LEADER)
    # When the town finds a third one, which signs and returns it
    builder.offered("hall", able=True).signed().returned()
    # Then the noes from before the decision are no deadlock any more
    assert said_no(builder.history) == (SITES["hall"],)
    assert told(builder) == ()
