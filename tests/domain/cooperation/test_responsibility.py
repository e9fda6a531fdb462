"""责任时间: every working minute of a case is in somebody's hands, in one only, and the minutes add up."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.model import OPEN_STATES
from shared.domain.cases.replay import standing
from shared.domain.cooperation.responsibility import Hold, Split, by_person, by_site, split
from shared.domain.deadlines.minutes import minutes_between
from shared.kernel.errors import Refusal
from tests.build import CaseBuilder, a_case, a_dispute, a_reassignment, an_actor, an_id, the_platform
from tests.domain.cases.test_replay import choose
from tests.world import CALENDAR, SITES

ENDINGS = (e.Completed, e.Declined, e.Terminated, e.Withdrawn)
TOWN, VILLAGE, DEPARTMENT, CENTRE, OFFICE = (SITES[n] for n in ("town", "village", "department", "centre", "office"))


def told(builder: CaseBuilder) -> Split:
    return split(builder.history, builder.now, CALENDAR)


def lines(whole: Split) -> list[tuple[str, Hold, int]]:
    return [(s.site, s.hold, s.minutes) for s in whole.stretches if s.minutes]


def test_waiting_for_a_signature_is_the_receivers_time_from_the_moment_of_the_offer() -> None:
    builder = a_case().on("2026-11-16 09:00").accepted().later(minutes=30).offered("town")
    builder.later(minutes=45).signed().later(minutes=60)
    assert lines(told(builder)) == [(VILLAGE, Hold.HANDLING, 30), (TOWN, Hold.SIGNING, 45), (TOWN, Hold.HANDLING, 60)]


def test_a_refusal_gives_it_back_to_the_sender_and_the_board_takes_it_over() -> None:
    builder = a_case().on("2026-11-16 09:00").accepted().offered("town").later(minutes=20).refused()
    builder.later(minutes=5).pooled().later(minutes=40)
    assert lines(told(builder)) == [(TOWN, Hold.SIGNING, 20), (VILLAGE, Hold.HANDLING, 5), (CENTRE, Hold.PLACING, 40)]


def test_a_part_that_is_late_leaves_the_time_with_the_lead_and_what_else_lies_there_does_not() -> None:
    # Given a part of one day, and a lead that works on until the case is late
    builder = a_case().on("2026-11-16 09:00").accepted().asked(days=1).on("2026-11-18 09:00")
    late = c.OverdueCoHandler(cohandler_id=builder.case.cohandlers[0].id, board=CENTRE)
    builder.do(late, the_platform()).on("2026-12-02 10:00")
    whole = told(builder)
    assert {(s.site, s.hold) for s in whole.stretches} == {(VILLAGE, Hold.HANDLING)}
    assert (whole.at_due, whole.made_late) == (VILLAGE, VILLAGE)
    # And once it lies there for a place of its own, it is the coordinator's
    builder.offered("town").refused().pooled().later(minutes=30)
    assert lines(told(builder))[-1] == (CENTRE, Hold.PLACING, 30)


def test_a_dispute_is_the_leaders_time_until_it_is_decided() -> None:
    builder = a_case().on("2026-11-16 09:00").accepted().do(a_dispute("office"), the_platform()).later(minutes=50)
    assert lines(told(builder)) == [(OFFICE, Hold.PLACING, 50)]


def test_a_return_leaves_the_time_before_it_with_whoever_had_it() -> None:
    builder = a_case().on("2026-11-16 09:00").accepted().offered("town").signed().later(minutes=60).returned()
    shares = {share.site: share.minutes for share in by_site(told(builder.later(minutes=25)))}
    assert shares == {TOWN: 60, VILLAGE: 25}


def test_a_clock_that_stands_still_is_nobodys_lateness() -> None:
    builder = a_case().on("2026-11-16 09:00").accepted().started().later(minutes=30).paused().later(days=30)
    whole = told(builder)
    assert [(s.hold, s.late) for s in whole.stretches] == [(Hold.HANDLING, 0), (Hold.STOPPED, 0)]
    assert (whole.at_due, whole.made_late) == ("", "")


def test_nights_lunch_and_days_off_are_in_nobodys_hands() -> None:
    builder = a_case().on("2026-11-20 17:00").accepted().on("2026-11-23 09:00")
    assert told(builder).whole == 30 + 30


def test_who_had_it_when_it_became_late_and_who_made_it_late_are_told_apart() -> None:
    # Given an item of ten days, of which the town uses nearly all
    builder = a_case().on("2026-11-16 09:00").accepted().offered("town").signed().on("2026-11-30 17:00")
    builder.offered("department").signed().on("2026-12-02 10:00")
    whole = told(builder)
    assert (whole.at_due, whole.made_late) == (DEPARTMENT, TOWN)
    assert {share.site: share.late > 0 for share in by_site(whole)} == {TOWN: False, DEPARTMENT: True}


def test_a_late_signature_is_told_in_minutes_over_its_limit() -> None:
    builder = (
        a_case().on("2026-11-16 09:00").accepted().offered("town").later(minutes=20).on("2026-11-17 09:30").signed()
    )
    limit, had = builder.limits.sign_minutes, minutes_between(builder.history[0].at, builder.now, CALENDAR)
    assert [share.over for share in by_site(told(builder))] == [had - limit]


def test_what_was_undone_is_as_if_it_had_not_been() -> None:
    plain = a_case().on("2026-11-16 09:00").accepted().later(minutes=60)
    builder = a_case().on("2026-11-16 09:00").accepted().later(seconds=5).offered("town")
    builder.later(seconds=4).do(c.Undo(), an_actor("village")).on("2026-11-16 10:00")
    assert told(builder) == told(plain)


def test_the_named_agent_has_it_and_without_one_whoever_acted_there_last() -> None:
    leader = an_actor("department", Role.LEADER)
    builder = (
        a_case()
        .on("2026-11-16 09:00")
        .accepted()
        .do(a_reassignment("department"), an_actor("centre", Role.COORDINATOR))
    )
    signer = builder.receiver()
    builder.signed().later(minutes=30).do(c.NameAgent(staff_id=an_id("agent")), leader)
    shares = by_person(told(builder.later(minutes=45)), DEPARTMENT)
    assert {share.person: share.minutes for share in shares} == {signer.staff_id: 30, an_id("agent"): 45}


def test_a_draft_is_in_nobodys_hands_and_a_closed_case_in_nobodys_any_more() -> None:
    assert told(a_case().opened().later(days=3)) == Split()
    done = a_case().on("2026-11-16 09:00").accepted().started().later(minutes=90).completed()
    assert told(done.later(days=9)).whole == 90


@given(seed=st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_whatever_happens_the_stretches_follow_one_another_and_add_up_to_the_whole(seed: int) -> None:
    dice = Random(seed)
    builder = a_case().at("village").for_item("MZ001").submitted()
    for n in range(30):
        builder.later(minutes=dice.choice((0, 1, 7, 60, 400, 3_000)), seconds=dice.randrange(60))
        actor, command = choose(builder, dice, n)
        try:
            builder.do(command, actor, feedback_settled=dice.random() < 0.5)
        except Refusal:
            continue
    whole = told(builder.later(minutes=11))
    case, start = builder.case, builder.history[0].at
    ended = [h.at for h in standing(builder.history) if isinstance(h.event, ENDINGS)]
    end = builder.now if case.state in OPEN_STATES else ended[0]
    if start < end:
        assert whole.stretches[0].since == start
        assert [s.since for s in whole.stretches[1:]] == [s.until for s in whole.stretches[:-1]]
        assert whole.stretches[-1].until == end
    assert whole.whole == minutes_between(start, end, CALENDAR) == sum(share.minutes for share in by_site(whole))
    for share in by_site(whole):
        assert share.minutes == share.handling + share.signing + share.placing + share.stopped
        assert share.minutes == sum(person.minutes for person in by_person(whole, share.site))
        assert 0 <= share.late <= share.minutes
