"""Hand-overs: offered, signed, refused, returned, withdrawn, expired, reassigned; the case always has one holder."""

import pytest
from msgspec.structs import replace

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.events import DisputeKept, HandoverOffered, HandoverReturned, HandoverSigned, HandoverWithdrawn
from shared.domain.cases.facts import Part, parts_of
from shared.domain.cases.limits import Limits
from shared.domain.cases.model import Case, HandoverKind, HandoverState
from shared.domain.cases.replay import replay
from shared.domain.cases.rules.handover import reminder_of
from shared.kernel.errors import Kind, Refusal
from tests.build import CaseBuilder, a_case, a_reassignment, an_actor, an_id, an_offer, the_platform
from tests.world import SITES, TREE, local


def state_of(case: Case) -> HandoverState:
    assert case.handover is not None
    return case.handover.state


def refused_code(builder: CaseBuilder, command: c.Command, *who: object, **facts: object) -> tuple[Kind, str]:
    """What the refusal says; fails when nothing is refused. The case is as it was."""
    before = builder.case
    with pytest.raises(Refusal) as refused:
        builder.do(command, *who, **facts)  # type: ignore[arg-type]
    assert builder.case == before
    return refused.value.kind, refused.value.code


# -- offered


def test_an_offer_leaves_the_case_with_its_holder_and_starts_the_receiver_s_clock() -> None:
    # Given a case at the village, Monday at nine
    case = a_case().submitted().offered("town").case
    # Then the village still holds it, the town takes part, and signing is due after four open hours
    assert case.holder_site == SITES["village"]
    assert case.participants == (SITES["village"], SITES["town"])
    assert case.offered is not None
    assert (case.offered.to_site, case.offered.due_at) == (SITES["town"], local("2026-11-16 15:30"))


def test_an_offer_on_friday_evening_is_due_on_monday() -> None:
    offered = a_case().on("2026-11-20 17:00").submitted().offered("town").case.offered
    assert offered is not None
    assert offered.due_at == local("2026-11-23 12:00")


@pytest.mark.parametrize(
    ("to", "kind", "code"),
    [
        ("village", Kind.INVALID, "handover.same_site"),
        ("hall", Kind.ILLEGAL_MOVE, "handover.unable"),
        ("office", Kind.ILLEGAL_MOVE, "handover.unable"),
    ],
)
def test_an_offer_goes_only_to_another_site_that_may_handle_the_item(to: str, kind: Kind, code: str) -> None:
    assert refused_code(a_case().submitted(), an_offer(to)) == (kind, code)


def passed_about() -> CaseBuilder:
    """Signed for three times: by the town, by the department, by the town again."""
    builder = a_case().accepted()
    for place in ("town", "department", "town"):
        builder.offered(place).signed()
    return builder


def test_after_the_third_move_the_holder_asks_a_coordinator_and_it_is_a_problem_then() -> None:
    # Given a case on its third move, which nobody said no to
    builder = passed_about()
    assert refused_code(builder, an_offer("department")) == (Kind.ILLEGAL_MOVE, "handover.contested")
    # Then its holder may still handle it, or ask; and how often is too often is data
    assert not builder.case.problem
    assert builder.do(c.Pool(site=SITES["centre"], why="pool.asked")).case.problem
    assert refused_code(builder, an_offer("department"))[1] == "handover.contested"
    more = passed_about()
    more.limits = Limits(max_moves=4)
    assert not more.offered("department").case.problem


def test_from_village_to_town_to_department_and_to_a_better_suited_one_is_no_passing_about() -> None:
    builder = a_case().accepted().offered("town").signed().offered("department").signed()
    assert builder.offered("enterprise", able=True).signed().started().case.moves == 3
    asked = a_case().accepted().pooled().case
    assert not asked.problem


def test_who_got_it_by_a_decision_hands_it_on_once_more() -> None:
    for place in ("department", "town"):  # (reassigned, and left where it is)
        builder = passed_about().pooled().do(a_reassignment(place), COORDINATOR)
        if builder.case.offered:
            builder.signed()
        builder.offered("second village", able=True).signed()
        assert refused_code(builder, an_offer("town"))[1] == "handover.contested"


def test_an_offer_to_a_site_that_is_not_there_is_refused() -> None:
    command = c.Offer(handover_id=an_id("x"), to_site="nowhere", handover=HandoverKind.FORWARD, why="forwarded")
    assert refused_code(a_case().submitted(), command) == (Kind.INVALID, "handover.unknown_site")


def test_a_second_offer_while_one_is_open_is_refused() -> None:
    assert refused_code(a_case().submitted().offered("town"), an_offer("department")) == (
        Kind.CONFLICT,
        "handover.open",
    )


def test_a_draft_is_not_handed_over() -> None:
    assert refused_code(a_case().opened(), an_offer("town"))[1] == "case.move"


# -- signed


def test_signing_makes_the_receiver_the_holder_and_counts_open_minutes() -> None:
    # Given an offer at 11:30
    builder = a_case().on("2026-11-16 11:30").submitted().offered("town")
    # When it is signed at 15:00, after lunch
    builder.on("2026-11-16 15:00").signed()
    # Then the town holds it after an hour
    event = builder.history[-1].event
    assert isinstance(event, HandoverSigned)
    assert event.minutes == 60
    case = builder.case
    assert case.holder_site == case.handling_site == SITES["town"]
    assert (state_of(case), case.offered, case.trail, case.moves) == (HandoverState.SIGNED, None, (SITES["town"],), 1)


def test_signing_late_but_before_the_timer_is_still_signing() -> None:
    case = a_case().submitted().offered("town").later(days=3).signed().case
    assert case.holder_site == SITES["town"]


def test_a_second_signature_comes_too_late() -> None:
    builder = a_case().submitted().offered("town").signed()
    assert refused_code(builder, c.SignFor(), an_actor("town")) == (Kind.FORBIDDEN, "case.part")


@pytest.mark.parametrize("place", ["village", "second village", "department", "third town", "centre"])
def test_only_the_receiver_signs(place: str) -> None:
    builder = a_case().submitted().offered("town")
    assert refused_code(builder, c.SignFor(), an_actor(place)) == (Kind.FORBIDDEN, "case.part")


# -- refused


def test_refusing_leaves_the_case_with_the_sender_and_is_remembered() -> None:
    case = a_case().submitted().offered("town").refused().case
    assert (case.holder_site, state_of(case)) == (SITES["village"], HandoverState.REFUSED)
    assert (case.refused_by, case.offered, case.moves) == ((SITES["town"],), None, 1)


def test_refusals_are_forgotten_once_somebody_signed() -> None:
    case = a_case().submitted().offered("town").refused().offered("department").signed().case
    assert case.refused_by == ()
    assert case.moves == 2


@pytest.mark.parametrize(
    ("reason", "words", "lacking"),
    [("", "不属本地", ["reason"]), ("outside_area", " ", ["words"]), ("", "", ["reason", "words"])],
)
def test_nobody_says_a_bare_no(reason: str, words: str, lacking: list[str]) -> None:
    builder = a_case().submitted().offered("town")
    with pytest.raises(Refusal) as refused:
        builder.do(c.Refuse(reason=reason, words=words), builder.receiver())
    assert (refused.value.kind, refused.value.code) == (Kind.INVALID, "reason.incomplete")
    assert refused.value.fields == {field: f"reason.{field}" for field in lacking}
    # And a return asks for the same
    signed = a_case().submitted().offered("town").signed()
    assert refused_code(signed, c.Return(reason=reason, words=words)) == (Kind.INVALID, "reason.incomplete")


# -- returned


def test_returning_gives_it_back_to_the_sender_at_once() -> None:
    case = a_case().submitted().offered("town").signed().returned().case
    assert case.holder_site == case.handling_site == SITES["village"]
    assert (state_of(case), case.trail, case.returns) == (HandoverState.RETURNED, (), 1)


def test_returns_go_back_step_by_step_and_each_marks_its_own_hand_over() -> None:
    # Given village → town → department
    builder = a_case().submitted().offered("town").signed().offered("department").signed()
    first, second = (h.id for h in builder.case.signed_for)
    # When both return it
    builder.returned()
    assert builder.case.holder_site == SITES["town"]
    builder.returned()
    # Then the department's hand-over was returned first, then the town's
    returned = [h.event.handover_id for h in builder.history if isinstance(h.event, HandoverReturned)]
    assert returned == [second, first]
    assert builder.case.holder_site == SITES["village"]
    assert builder.case.returns == 2


def test_a_holder_that_offered_on_in_vain_returns_the_hand_over_that_brought_the_case() -> None:
    builder = a_case().submitted().offered("town").signed()
    brought = builder.case.handover
    assert brought is not None
    builder.offered("department").refused().returned()
    assert builder.case.handover is not None
    assert (builder.case.handover.id, state_of(builder.case)) == (brought.id, HandoverState.RETURNED)
    assert builder.case.holder_site == SITES["village"]


def test_the_origin_has_nowhere_to_return_to() -> None:
    assert refused_code(a_case().submitted(), c.Return(reason="other", words="y")) == (
        Kind.ILLEGAL_MOVE,
        "return.nowhere",
    )


def test_a_return_stops_no_clock() -> None:
    builder = a_case().submitted().offered("town").signed().accepted()
    before = builder.case
    after = builder.later(days=2).returned().case
    assert (after.promised_due, after.statutory_due, after.stops) == (before.promised_due, before.statutory_due, ())


# -- withdrawn


def test_the_sender_takes_an_unsigned_offer_back() -> None:
    case = a_case().submitted().offered("town").do(c.WithdrawOffer()).case
    assert (case.holder_site, state_of(case), case.offered) == (SITES["village"], HandoverState.WITHDRAWN, None)


def test_a_signed_offer_cannot_be_withdrawn() -> None:
    builder = a_case().submitted().offered("town").signed()
    assert refused_code(builder, c.WithdrawOffer())[1] == "handover.none_open"


def test_the_receiver_does_not_withdraw() -> None:
    builder = a_case().submitted().offered("town")
    assert refused_code(builder, c.WithdrawOffer(), builder.receiver()) == (Kind.FORBIDDEN, "case.part")


# -- expired


def open_offer(builder: CaseBuilder) -> c.Expire:
    assert builder.case.offered is not None
    return c.Expire(handover_id=builder.case.offered.id)


@pytest.mark.parametrize("rings", ["2026-11-16 15:30", "2026-11-16 15:35", "2026-12-16 15:30"])
def test_an_unsigned_offer_expires_on_time_or_late(rings: str) -> None:
    builder = a_case().submitted().offered("town")
    builder.on(rings).do(open_offer(builder), the_platform())
    assert (builder.case.holder_site, state_of(builder.case)) == (SITES["village"], HandoverState.EXPIRED)


def test_a_timer_that_rings_early_does_nothing() -> None:
    builder = a_case().submitted().offered("town").on("2026-11-16 15:29")
    assert refused_code(builder, open_offer(builder), the_platform()) == (Kind.CONFLICT, "handover.stale")


def test_the_timer_of_an_older_offer_does_not_touch_a_newer_one() -> None:
    builder = a_case().submitted().offered("town")
    old = open_offer(builder)
    builder.do(c.WithdrawOffer()).later(days=1).offered("department").later(days=1)
    assert refused_code(builder, old, the_platform()) == (Kind.CONFLICT, "handover.stale")


@pytest.mark.parametrize("end", ["signed", "refused"])
def test_the_timer_of_an_offer_that_was_answered_does_nothing(end: str) -> None:
    builder = a_case().submitted().offered("town")
    timer = open_offer(builder)
    getattr(builder, end)().later(days=1)
    assert refused_code(builder, timer, the_platform()) == (Kind.CONFLICT, "handover.none_open")


# -- reminded


@pytest.mark.parametrize(
    ("after", "sign", "at"), [(120, 240, "2026-11-16 11:00"), (300, 240, None), (240, 240, None), (0, 240, None)]
)
def test_a_reminder_comes_before_the_limit_or_not_at_all(after: int, sign: int, at: str | None) -> None:
    limits = Limits(sign_minutes=sign, remind_minutes=after)
    builder = a_case().on("2026-11-16 09:00").submitted().offered("town")
    assert builder.case.offered is not None
    seen = reminder_of(builder.case.offered, limits, builder.calendar)
    assert seen == (local(at) if at else None)


def test_a_history_from_before_policies_reminded_of_an_offer_is_read_as_ever() -> None:
    builder = a_case().submitted().offered("town")
    assert builder.case.offered is not None
    event = e.HandoverReminded(handover_id=builder.case.offered.id)
    reminded = replace(builder.history[-1], seq=builder.case.version + 1, event=event)
    case = replay([*builder.history, reminded])
    assert case.offered is not None
    assert case.offered.reminded_at == reminded.at


# -- before a coordinator


def test_the_pool_does_not_change_the_holder() -> None:
    case = a_case().submitted().pooled().case
    assert (case.pool_site, case.holder_site) == ("150271", SITES["village"])
    assert "150271" in case.participants


def test_a_case_is_put_before_a_coordinator_once() -> None:
    builder = a_case().submitted().pooled()
    command = c.Pool(site="150271", why="route.no_rule")
    assert refused_code(builder, command, the_platform()) == (Kind.CONFLICT, "pool.already")
    assert builder.pooled("city").case.pool_site == "1502"


def test_a_holder_puts_it_before_their_coordinator_but_not_from_the_board_of_both_sides_onto_their_own() -> None:
    command = c.Pool(site="150271", why="pool.asked")
    assert a_case().accepted().do(command).case.pool_site == "150271"
    between_both = a_case().accepted().offered("third town").refused().pooled("city")
    assert refused_code(between_both, command) == (Kind.CONFLICT, "pool.already")


def test_an_offer_takes_it_out_of_the_pool() -> None:
    assert a_case().submitted().pooled().offered("town").case.pool_site == ""


# -- reassigned


COORDINATOR = an_actor("centre", Role.COORDINATOR)
CITY = an_actor("city", Role.COORDINATOR)


def test_a_coordinator_replaces_an_open_offer_in_one_act() -> None:
    # Given an offer to the town that nobody signs
    builder = a_case().submitted().offered("town")
    first = builder.case.offered
    # When the coordinator gives it to the department
    builder.do(a_reassignment("department"), COORDINATOR)
    # Then the first offer is withdrawn and the new one stands, from the same holder
    withdrawn, offered = builder.history[-2:]
    assert isinstance(withdrawn.event, HandoverWithdrawn)
    assert isinstance(offered.event, HandoverOffered)
    assert first is not None
    assert withdrawn.event.handover_id == first.id
    assert withdrawn.batch == offered.batch
    assert offered.event.from_site == builder.case.holder_site == SITES["village"]
    assert builder.case.offered is not None
    assert builder.case.offered.to_site == SITES["department"]


def test_a_reassignment_tells_why() -> None:
    builder = a_case().submitted().pooled()
    assert refused_code(builder, a_reassignment("town", words=" "), COORDINATOR) == (Kind.INVALID, "reassign.words")
    assert refused_code(builder, a_reassignment("town", reason="因为"), COORDINATOR) == (Kind.INVALID, "reassign.words")
    event = builder.do(a_reassignment("town", reason="disputed"), COORDINATOR).history[-1].event
    assert isinstance(event, HandoverOffered)
    assert (event.reason, event.words) == ("disputed", "归属地在此")


def test_a_reassignment_goes_to_an_able_site_other_than_the_holder() -> None:
    builder = a_case().submitted()
    assert refused_code(builder, a_reassignment("village"), COORDINATOR)[1] == "handover.same_site"
    assert refused_code(builder, a_reassignment("hall"), COORDINATOR)[1] == "handover.unable"


def test_what_lies_on_a_board_a_coordinator_may_leave_with_its_holder_where_that_may_handle_it() -> None:
    unable = a_case().submitted().pooled()
    assert refused_code(unable, a_reassignment("village"), COORDINATOR)[1] == "handover.unable"
    # Given a town that may handle it and asked the coordinator, who has to say why as well
    builder = a_case().submitted().offered("town").signed().pooled()
    assert refused_code(builder, a_reassignment("town", words=" "), COORDINATOR)[1] == "reassign.words"
    # When it is left with the town
    case = builder.do(a_reassignment("town"), COORDINATOR).case
    # Then nobody else has it before them, and the town does not send it back
    assert (case.holder_site, case.pool_site, case.offered, case.bound) == (SITES["town"], "", None, True)
    event = builder.history[-1].event
    assert isinstance(event, DisputeKept)
    assert (event.reason, event.words) == ("outside_area", "归属地在此")
    assert refused_code(builder, c.Return(reason="other", words="不归本镇"))[1] == "dispute.binding"


def test_a_clerk_reassigns_nothing_nor_does_a_coordinator_elsewhere() -> None:
    builder = a_case().submitted().pooled()
    assert refused_code(builder, a_reassignment("town"), an_actor("centre")) == (Kind.FORBIDDEN, "case.role")
    elsewhere = an_actor("third centre", Role.COORDINATOR)
    assert refused_code(builder, a_reassignment("town"), elsewhere) == (Kind.FORBIDDEN, "case.part")


def test_the_common_coordinator_may_change_its_own_choice() -> None:
    # Given a case of the zone that belongs elsewhere, refused there and put before the city
    builder = a_case().submitted().offered("other centre").refused().pooled("city")
    builder.do(a_reassignment("third hall"), CITY)
    # When the city thinks better of it
    builder.do(a_reassignment("other centre", n=1), CITY)
    # Then its second choice stands
    assert builder.case.offered is not None
    assert builder.case.offered.to_site == SITES["other centre"]


# -- who is what to a case


@pytest.mark.parametrize(
    ("place", "role", "parts"),
    [
        ("village", Role.CLERK, {Part.ORIGIN}),
        ("town", Role.CLERK, {Part.HOLDER}),
        ("department", Role.REVIEWER, {Part.RECEIVER}),
        ("centre", Role.COORDINATOR, {Part.COORDINATOR}),
        ("centre", Role.CLERK, {Part.NONE}),
        ("city", Role.COORDINATOR, {Part.NONE}),
        ("third centre", Role.COORDINATOR, {Part.NONE}),
        ("hall", Role.COORDINATOR, {Part.NONE}),
        ("second village", Role.CLERK, {Part.NONE}),
        ("village", Role.SYSTEM, {Part.PLATFORM}),
    ],
)
def test_what_somebody_is_to_a_case_follows_from_their_site(place: str, role: Role, parts: set[Part]) -> None:
    case = a_case().submitted().offered("town").signed().offered("department").case
    assert parts_of(case, an_actor(place, role), TREE) == parts


def test_the_city_coordinates_only_what_it_was_asked_about_and_only_below_itself() -> None:
    asked = a_case().submitted().pooled("city").offered("town").case
    assert parts_of(asked, CITY, TREE) == {Part.COORDINATOR}
    # And a district's centre that once took part has no say over a holder elsewhere
    abroad = a_case().submitted().offered("other centre").refused().case
    assert parts_of(abroad, an_actor("other centre", Role.COORDINATOR), TREE) == {Part.NONE}
