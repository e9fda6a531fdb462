"""主办与协办: several sites work on one case, each within its own limit; the lead answers for it, and merges."""

from collections.abc import Callable

import pytest

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.joint import CoHandlerState, GivenOpinion, Opinion
from shared.domain.cases.limits import Limits
from shared.domain.cases.measures import Trigger
from shared.domain.cases.model import CaseState
from shared.domain.cases.occurrences import occurrences
from shared.domain.cases.rules.cohandling import reminder_of
from shared.domain.cases.rules.opinions import merged, overall
from shared.kernel.errors import Kind, Refusal
from tests.build import CaseBuilder, a_case, a_dispute, a_request, an_actor, an_id, the_platform
from tests.world import SITES, local

COORDINATOR = an_actor("centre", Role.COORDINATOR)
PART = an_id("part of enterprise")


def asked(days: int = 0) -> CaseBuilder:
    """A case at work at the village, with 企业服务局 asked on Monday at nine."""
    return a_case().accepted().started().asked(days=days)


def release(builder: CaseBuilder) -> CaseBuilder:
    return builder.do(c.ReleaseCoHandler(cohandler_id=PART, words="不再需要"))


def settled(builder: CaseBuilder) -> CaseBuilder:
    return builder.do(c.SettleCoHandler(cohandler_id=PART, words="补一份说明后办理"))


def disputed(builder: CaseBuilder) -> CaseBuilder:
    return builder.do(c.DisputeCoHandler(cohandler_id=PART, board=SITES["centre"], words="请裁定"))


def refused(act: Callable[[], object]) -> tuple[Kind, str]:
    with pytest.raises(Refusal) as no:
        act()
    return no.value.kind, no.value.code


@pytest.mark.parametrize(("days", "due"), [(0, "2026-11-19 17:30"), (1, "2026-11-17 17:30"), (10, "2026-11-30 17:30")])
def test_the_limit_is_the_locality_s_or_a_chosen_one_within_its_cap(days: int, due: str) -> None:
    (part,) = asked(days).case.cohandlers
    assert part.due_at == local(due)
    assert part.asked_at < part.warn_at < part.due_at
    assert reminder_of(part) == part.warn_at


@pytest.mark.parametrize(
    ("command", "field", "code"),
    [
        (a_request(days=11), "days", "cohandler.days"),
        (a_request(days=-1), "days", "cohandler.days"),
        (c.AskCoHandler(cohandler_id=PART, to_site=SITES["enterprise"], words=" "), "words", "cohandler.question"),
        (c.AskCoHandler(cohandler_id=PART, to_site="150299", words="请核"), "to_site", "handover.unknown_site"),
        (a_request("village"), "to_site", "cohandler.same_site"),
    ],
)
def test_asking_says_what_is_wrong_at_its_field(command: c.AskCoHandler, field: str, code: str) -> None:
    builder = a_case().accepted()
    with pytest.raises(Refusal) as no:
        builder.do(command)
    assert no.value.fields == {field: code}
    assert builder.do(a_request(days=10)).case.open_cohandlers


def test_an_office_that_only_oversees_is_not_asked() -> None:
    assert refused(lambda: a_case().accepted().asked("office")) == (Kind.ILLEGAL_MOVE, "cohandler.unable")


def test_a_site_is_asked_once_at_a_time_and_again_when_it_has_answered() -> None:
    builder = asked()
    assert refused(builder.asked) == (Kind.CONFLICT, "cohandler.already")
    builder.joined().answered()
    again = c.AskCoHandler(cohandler_id=an_id("again"), to_site=SITES["enterprise"], words="再核一项")
    assert [part.state for part in builder.do(again).case.cohandlers] == ["answered", "asked"]


def test_only_the_site_that_was_asked_signs_and_only_who_signed_answers() -> None:
    builder = asked()
    assert refused(lambda: builder.joined("town")) == (Kind.FORBIDDEN, "case.part")
    assert refused(builder.answered) == (Kind.CONFLICT, "cohandler.unsigned")
    builder.later(minutes=30).joined()
    assert refused(builder.joined) == (Kind.CONFLICT, "cohandler.signed")
    signed = builder.history[-1].event
    assert isinstance(signed, e.CoHandlerSigned)
    assert (signed.site, signed.minutes) == (SITES["enterprise"], 30)
    assert builder.answered().case.cohandlers[0].opinion is Opinion.AGREE
    assert refused(builder.answered) == (Kind.FORBIDDEN, "case.part")


@pytest.mark.parametrize(
    ("opinion", "words", "fields"),
    [
        ("", "好", {"opinion"}),
        ("perhaps", "好", {"opinion"}),
        ("agree", "  ", {"words"}),
        ("", "", {"opinion", "words"}),
    ],
)
def test_an_opinion_is_one_of_four_and_has_its_words(opinion: str, words: str, fields: set[str]) -> None:
    builder = asked().joined()
    with pytest.raises(Refusal) as no:
        builder.do(c.AnswerCoHandler(opinion=opinion, words=words), an_actor("enterprise"))
    assert set(no.value.fields) == fields


def test_the_lead_stays_the_lead_throughout() -> None:
    builder = asked().joined().answered()
    assert (builder.case.holder_site, builder.case.state) == (SITES["village"], CaseState.HANDLING)
    assert builder.case.participants == (SITES["village"],)
    # And the co-handler does nothing that is the lead's
    started = a_case().accepted().asked()
    assert refused(lambda: started.do(c.Start(), an_actor("enterprise"))) == (Kind.FORBIDDEN, "case.part")


def test_nothing_is_completed_while_a_part_is_open() -> None:
    builder = asked().asked("town")
    with pytest.raises(Refusal) as no:
        builder.completed()
    assert (no.value.code, no.value.params) == ("cohandler.open", {"count": 2})
    builder.joined().answered()
    release_town = c.ReleaseCoHandler(cohandler_id=an_id("part of town"), words="镇里不涉及")
    assert builder.do(release_town).completed().case.state is CaseState.COMPLETED


def test_a_part_is_released_with_a_reason_by_the_lead_or_the_coordinator_and_only_while_open() -> None:
    builder = asked()
    silent = c.ReleaseCoHandler(cohandler_id=PART, words=" ")
    assert refused(lambda: builder.do(silent)) == (Kind.INVALID, "cohandler.release")
    stranger = c.ReleaseCoHandler(cohandler_id=an_id("nobody"), words="不需要")
    assert refused(lambda: builder.do(stranger)) == (Kind.INVALID, "cohandler.unknown")
    told = c.ReleaseCoHandler(cohandler_id=PART, words="另案处理")
    assert refused(lambda: builder.do(told, an_actor("enterprise"))) == (Kind.FORBIDDEN, "case.part")
    builder.do(told, COORDINATOR)
    assert builder.case.cohandlers[0].state is CoHandlerState.RELEASED
    assert refused(lambda: builder.do(told)) == (Kind.CONFLICT, "cohandler.over")


@pytest.mark.parametrize("opinion", ["disagree", "not_competent"])
def test_a_differing_opinion_is_met_in_words_before_the_case_is_completed(opinion: str) -> None:
    builder = asked().joined().answered(opinion=opinion)
    assert refused(builder.completed) == (Kind.ILLEGAL_MOVE, "cohandler.unsettled")
    silent = c.SettleCoHandler(cohandler_id=PART, words=" ")
    assert refused(lambda: builder.do(silent)) == (Kind.INVALID, "cohandler.settlement")
    settled(builder)
    assert refused(lambda: settled(builder)) == (Kind.CONFLICT, "cohandler.settled")
    assert builder.completed().case.state is CaseState.COMPLETED


@pytest.mark.parametrize("opinion", ["agree", "conditions"])
def test_there_is_nothing_to_settle_with_who_agrees(opinion: str) -> None:
    builder = asked().joined().answered(opinion=opinion)
    assert refused(lambda: settled(builder)) == (Kind.CONFLICT, "cohandler.settled")
    assert builder.completed().case.state is CaseState.COMPLETED


def test_what_was_put_before_the_coordinator_is_the_coordinator_s_to_settle() -> None:
    builder = disputed(asked().joined().answered(opinion="disagree"))
    assert builder.case.pool_site == SITES["centre"]
    for act in (settled, disputed):
        assert refused(lambda act=act: act(builder)) == (Kind.CONFLICT, "cohandler.before_coordinator")  # type: ignore[misc]
    builder.do(c.SettleCoHandler(cohandler_id=PART, words="按协办意见补材料"), COORDINATOR)
    assert builder.case.pool_site == ""
    assert builder.completed().case.state is CaseState.COMPLETED


def test_what_is_put_before_a_coordinator_says_so_also_where_another_matter_lies_there_which_stays() -> None:
    builder = asked().joined().answered(opinion="disagree").pooled()
    put = disputed(builder).history[-1].event
    assert isinstance(put, e.Pooled)
    assert (put.site, put.why) == (SITES["centre"], "pool.cohandler_disputed")
    builder.do(c.SettleCoHandler(cohandler_id=PART, words="按协办意见补材料"), COORDINATOR)
    assert builder.case.pool_site == SITES["centre"]
    # And from before a leader, who decides first whose case it is, it does not rise
    undecided = asked().joined().answered(opinion="disagree").do(a_dispute("office"), the_platform())
    assert refused(lambda: disputed(undecided)) == (Kind.CONFLICT, "dispute.undecided")
    assert settled(undecided).case.arbiter == SITES["office"]


def test_a_difference_beside_a_late_part_keeps_the_case_on_the_board_until_both_are_over() -> None:
    builder = asked().asked("town").joined().answered(opinion="disagree").on("2026-11-20 09:00")
    late = c.OverdueCoHandler(cohandler_id=an_id("part of town"), board=SITES["centre"])
    disputed(builder.do(late, the_platform())).joined("town").answered("town")
    assert builder.case.pool_site == SITES["centre"]
    builder.do(c.SettleCoHandler(cohandler_id=PART, words="以户籍为准"), COORDINATOR)
    assert builder.case.pool_site == ""


def test_the_result_of_the_case_holds_every_opinion() -> None:
    builder = asked().asked("town").joined().joined("town").answered("town", "conditions")
    settled(builder.answered(opinion="disagree")).completed()
    done = builder.history[-1].event
    assert isinstance(done, e.Completed)
    assert done.opinions == merged(builder.case)
    assert [(one.site, one.opinion, one.settled) for one in done.opinions] == [
        (SITES["enterprise"], Opinion.DISAGREE, "补一份说明后办理"),
        (SITES["town"], Opinion.CONDITIONS, ""),
    ]


@pytest.mark.parametrize(
    ("opinions", "one"),
    [
        ([], None),
        (["agree", "agree"], Opinion.AGREE),
        (["agree", "conditions"], Opinion.CONDITIONS),
        (["agree", "disagree"], Opinion.CONDITIONS),
        (["disagree"], Opinion.DISAGREE),
        (["disagree", "not_competent"], Opinion.DISAGREE),
    ],
)
def test_the_opinions_come_to_one(opinions: list[str], one: Opinion | None) -> None:
    given = [GivenOpinion(site="150271", opinion=Opinion(said), words="如上") for said in opinions]
    assert overall(given) is one


def test_a_co_handler_is_reminded_once_when_its_limit_draws_near() -> None:
    builder = asked()
    remind = c.RemindCoHandler(cohandler_id=PART)
    assert refused(lambda: builder.do(remind, the_platform())) == (Kind.CONFLICT, "cohandler.stale")
    builder.on("2026-11-19 08:30").do(remind, the_platform())
    assert refused(lambda: builder.do(remind, the_platform())) == (Kind.CONFLICT, "cohandler.stale")


def test_who_is_late_comes_before_the_coordinator_and_leaves_the_board_with_the_answer() -> None:
    builder = asked().joined()
    late = c.OverdueCoHandler(cohandler_id=PART, board=SITES["centre"])
    assert refused(lambda: builder.on("2026-11-19 17:29").do(late, the_platform())) == (
        Kind.CONFLICT,
        "cohandler.stale",
    )
    builder.on("2026-11-19 17:31").do(late, the_platform())
    assert (builder.case.pool_site, builder.case.holder_site) == (SITES["centre"], SITES["village"])
    assert refused(lambda: builder.do(late, the_platform())) == (Kind.CONFLICT, "cohandler.stale")
    builder.answered()
    answer = builder.history[-1].event
    assert isinstance(answer, e.CoHandlerAnswered)
    assert answer.late
    assert builder.case.pool_site == ""


def test_who_is_late_while_the_case_is_offered_comes_before_the_coordinator_once_it_is_signed_for() -> None:
    builder = asked().joined().on("2026-11-19 17:00").offered("department").on("2026-11-19 17:31")
    late = c.OverdueCoHandler(cohandler_id=PART, board=SITES["centre"])
    assert refused(lambda: builder.do(late, the_platform())) == (Kind.CONFLICT, "handover.open")
    builder.signed().do(late, the_platform())
    assert (builder.case.holder_site, builder.case.pool_site) == (SITES["department"], SITES["centre"])
    # And the answer takes it off the board
    assert builder.answered().case.pool_site == ""


def test_each_late_part_stays_on_the_board_until_it_is_answered_itself() -> None:
    builder = asked().asked("town").joined().joined("town").on("2026-11-20 09:00")
    for part in builder.case.open_cohandlers:
        builder.do(c.OverdueCoHandler(cohandler_id=part.id, board=SITES["centre"]), the_platform())
    assert builder.answered().case.pool_site == SITES["centre"]
    # And neither is the coordinator's time
    assert builder.case.watched
    assert builder.answered("town").case.pool_site == ""


def test_a_part_that_is_late_beside_a_difference_stays_when_that_is_settled() -> None:
    builder = disputed(asked().asked("town").joined().joined("town").answered(opinion="disagree"))
    late = c.OverdueCoHandler(cohandler_id=an_id("part of town"), board=SITES["centre"])
    builder.on("2026-11-20 09:00").do(late, the_platform())
    builder.do(c.SettleCoHandler(cohandler_id=PART, words="以户籍为准"), COORDINATOR)
    assert builder.case.pool_site == SITES["centre"]
    assert builder.answered("town").case.pool_site == ""


def test_two_late_parts_lie_on_the_board_once_and_a_case_placed_anew_is_another_matter() -> None:
    builder = asked().asked("town").on("2026-11-20 09:00")
    for part in builder.case.open_cohandlers:
        builder.do(c.OverdueCoHandler(cohandler_id=part.id, board=SITES["centre"]), the_platform())
    assert [type(h.event) for h in builder.history].count(e.Pooled) == 1
    # When the coordinator places the case, is refused, and it comes before them for that
    builder.offered("department").refused().pooled()
    release(builder)
    # Then the end of the part takes nothing off the board
    assert builder.case.pool_site == SITES["centre"]


def test_a_stopped_clock_gives_the_co_handlers_their_days_back() -> None:
    builder = asked().later(hours=1).paused()
    late = c.OverdueCoHandler(cohandler_id=PART, board=SITES["centre"])
    builder.on("2026-11-23 09:00")
    assert refused(lambda: builder.do(late, the_platform())) == (Kind.ILLEGAL_MOVE, "case.move")
    builder.resumed()
    (part,) = builder.case.cohandlers
    assert part.due_at == local("2026-11-25 17:30")
    assert not part.overdue_at
    moved = builder.history[-1].event
    assert isinstance(moved, e.CoHandlerLimitMoved)
    assert (moved.site, moved.due_at) == (part.site, part.due_at)


@pytest.mark.parametrize(
    "end",
    [
        lambda b: b.terminated(),
        lambda b: b.withdrawn(),
    ],
)
def test_every_ending_ends_the_open_parts_and_an_undo_opens_them_again(end: Callable[[CaseBuilder], object]) -> None:
    builder = asked().asked("town").joined("town").answered("town")
    before = builder.case
    end(builder)
    assert [part.state for part in builder.case.cohandlers] == ["closed", "answered"]
    assert [type(h.event) for h in builder.history].count(e.CoHandlerClosed) == 1
    if builder.case.state is CaseState.TERMINATED:
        builder.do(c.Undo(), an_actor("village"))
        assert builder.case.cohandlers == before.cohandlers


def test_a_case_that_is_declined_takes_its_parts_with_it() -> None:
    builder = a_case().submitted().asked()
    assert builder.declined().case.open_cohandlers == ()


def test_a_hand_over_of_the_lead_keeps_the_co_handlers() -> None:
    builder = asked().joined()
    before = builder.case.cohandlers
    builder.offered("department").signed()
    assert builder.case.cohandlers == before
    # And the new lead waits for them as the old one did
    assert refused(builder.completed) == (Kind.ILLEGAL_MOVE, "cohandler.open")
    assert builder.answered().completed().case.state is CaseState.COMPLETED


def test_routing_asks_by_rule_which_the_history_keeps() -> None:
    by_rule = c.AskCoHandler(
        cohandler_id=PART,
        to_site=SITES["enterprise"],
        words="请一并核对",
        rule="zone-300",
        priority=300,
        why="route.co_handle",
    )
    told = a_case().accepted().do(by_rule, the_platform()).history[-1].event
    assert isinstance(told, e.CoHandlerAsked)
    assert (told.rule, told.priority, told.why) == ("zone-300", 300, "route.co_handle")


def test_who_is_asked_signs_within_the_time_a_hand_over_has_and_never_later_than_its_part_is_due() -> None:
    (part,) = asked().case.cohandlers
    assert (part.sign_by, part.sign_minutes) == (local("2026-11-16 15:30"), 240)
    (late,) = a_case().on("2026-11-20 16:30").accepted().asked(days=1).case.cohandlers
    assert late.sign_by == local("2026-11-23 11:30")
    builder = a_case()
    builder.limits = Limits(sign_minutes=3900)
    (long,) = builder.accepted().asked(days=1).case.cohandlers
    assert long.sign_by == long.due_at


def test_who_does_not_sign_is_told_once_and_stays_asked() -> None:
    silent = c.UnsignedCoHandler(cohandler_id=PART)
    builder = asked().on("2026-11-16 15:29")
    assert refused(lambda: builder.do(silent, the_platform())) == (Kind.CONFLICT, "cohandler.stale")
    builder.on("2026-11-16 15:30").do(silent, the_platform())
    (part,) = builder.case.cohandlers
    assert (part.state, part.unsigned_at) == (CoHandlerState.ASKED, local("2026-11-16 15:30"))
    assert refused(lambda: builder.do(silent, the_platform())) == (Kind.CONFLICT, "cohandler.stale")
    builder.joined()
    # And nobody who has signed is told of
    signed = asked().joined().on("2026-11-16 17:00")
    assert refused(lambda: signed.do(silent, the_platform())) == (Kind.CONFLICT, "cohandler.stale")


def test_a_stopped_clock_gives_the_time_for_signing_back() -> None:
    builder = asked().on("2026-11-16 10:00").paused().on("2026-11-16 16:00").resumed()
    # An hour had passed, and three of the four are left
    assert builder.case.cohandlers[0].sign_by == local("2026-11-17 10:00")
    calls = [one for one in occurrences(builder.case) if one.trigger is Trigger.UNSIGNED]
    assert [(one.site, one.limit) for one in calls] == [(SITES["enterprise"], local("2026-11-17 10:00"))]
    assert not [one for one in occurrences(builder.joined().case) if one.trigger is Trigger.UNSIGNED]
