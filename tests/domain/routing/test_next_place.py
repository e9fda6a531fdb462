"""What a doorbell finds is told from the case: late, twice or out of turn it places nothing anew."""

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.limits import Limits
from shared.domain.routing.next_place import STAYS, Next, NextPlace, next_place
from tests.build import CaseBuilder, a_case, a_decision, a_dispute, a_reassignment, an_actor, the_platform
from tests.world import SITES, TREE


def found(builder: CaseBuilder, rung: str, limits: Limits | None = None) -> NextPlace:
    return next_place(builder.case, rung, builder.history, TREE, limits or builder.limits)


def test_a_case_handed_in_is_placed_by_the_policies_also_after_an_offer_was_taken_back() -> None:
    assert found(a_case().submitted(), "submitted").next is Next.POLICY
    taken_back = a_case().accepted().offered("town").do(c.WithdrawOffer())
    assert found(taken_back, "submitted").next is Next.POLICY


def test_what_was_signed_for_meanwhile_stays_whatever_rings_late() -> None:
    # Given a refusal whose doorbell is slow, and a holder who hands it on themselves
    builder = a_case().accepted().offered("town").refused().offered("department").signed()
    # Then neither the doorbell of the refusal nor that of the beginning takes it away from who signed
    assert [found(builder, rung) for rung in ("submitted", "refused", "returned")] == [STAYS] * 3


def test_a_refusal_is_answered_by_whichever_doorbell_is_heard_first() -> None:
    builder = a_case().accepted().offered("town").refused()
    answers = [found(builder, rung) for rung in ("submitted", "refused", "returned")]
    assert answers == [NextPlace(next=Next.POLICY, cause="refused", other=SITES["town"])] * 3


def test_a_return_stays_with_the_site_before_and_the_second_one_goes_to_the_coordinator() -> None:
    builder = a_case().accepted().offered("town").signed().returned()
    assert found(builder, "returned") == STAYS
    builder.offered("town").signed().returned()
    expected = NextPlace(next=Next.COORDINATOR, cause="returned", other=SITES["town"])
    assert found(builder, "returned") == expected
    assert found(builder, "returned", Limits(max_returns=3)) == STAYS


def test_across_tenants_a_refusal_goes_to_the_coordinator_within_one_to_the_policies() -> None:
    across = a_case().accepted().offered("third town").refused()
    within = a_case().accepted().offered("town").refused()
    assert [found(one, "refused").next for one in (across, within)] == [Next.COORDINATOR, Next.POLICY]


def test_two_departments_that_said_no_are_a_deadlock_one_is_not() -> None:
    builder = a_case().accepted().offered("department").refused()
    assert found(builder, "refused").next is Next.POLICY
    builder.offered("enterprise", able=True).refused()
    deadlocked = found(builder, "refused")
    assert (deadlocked.next, deadlocked.between) == (Next.LEADER, (SITES["department"], SITES["enterprise"]))


def test_what_a_leader_left_with_its_holder_stays_there() -> None:
    builder = a_case().accepted().offered("town").signed()
    leader = an_actor("centre", Role.COORDINATOR)
    builder.do(a_dispute("centre"), the_platform()).do(a_decision("town"), leader)
    builder.offered("department").refused()
    assert found(builder, "refused") == STAYS


def across() -> CaseBuilder:
    """Signed for by a town of another tenant, which asked its own centre."""
    builder = a_case().accepted().offered("third town").signed()
    return builder.do(c.Pool(site=SITES["third centre"], why="pool.asked"))


def test_who_asks_their_own_coordinator_first_returns_no_case_past_the_common_one() -> None:
    builder = across()
    assert found(builder, "returned") == STAYS
    builder.returned()
    assert (builder.case.holder_site, builder.case.pool_site) == (SITES["village"], SITES["third centre"])
    assert found(builder, "returned") == NextPlace(next=Next.COORDINATOR, cause="returned", other=SITES["third town"])
    # And where both sides meet it stays, however often it rings
    assert found(builder.pooled("city"), "returned") == STAYS


def test_a_deadlock_goes_up_from_the_board_of_a_coordinator_one_no_of_two_does_not() -> None:
    builder = a_case().accepted().offered("department").refused()
    builder.offered("enterprise", able=True).signed().pooled().returned()
    assert found(builder, "returned").next is Next.LEADER
    assert found(builder, "returned", Limits(deadlock_departments=3)) == STAYS


def test_what_the_rules_left_with_a_coordinator_is_placed_by_no_doorbell() -> None:
    assert found(a_case().submitted().pooled(), "submitted") == STAYS
    assert found(a_case().submitted().offered("town").refused().pooled(), "refused") == STAYS


def test_what_a_coordinator_left_with_its_holder_is_placed_by_no_doorbell() -> None:
    builder = a_case().at("town").submitted().pooled()
    builder.do(a_reassignment("town"), an_actor("centre", Role.COORDINATOR))
    assert found(builder, "submitted") == STAYS
