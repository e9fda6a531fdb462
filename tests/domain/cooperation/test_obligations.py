"""What one site of a case owes another: how it arises, by when, whose it is after hand-overs, and how it ends."""

from datetime import date
from typing import Any

import pytest

from shared.domain.access.actor import Actor
from shared.domain.cooperation import obligations as rules
from shared.domain.cooperation.limits import CooperationLimits
from shared.domain.cooperation.obligations import Obligation, ObligationKind, ObligationState, Wanted, arise
from shared.domain.deadlines.lamps import Lamp
from shared.kernel.errors import Kind, Refusal
from tests.build import CaseBuilder, a_case, an_actor, an_id
from tests.world import CALENDAR, SITES, TREE, local

ANSWER, PAPER = ObligationKind.ANSWER, ObligationKind.PAPER


def held_by_town() -> CaseBuilder:
    """Begun at the village, at work in the town; Monday at nine."""
    return a_case().accepted().offered("town").signed()


def wanted(other: str = "town", kind: ObligationKind = ANSWER, **more: Any) -> Wanted:
    return Wanted(other=SITES[other], kind=kind, words=more.pop("words", "何时能办好"), **more)


def asked(built: CaseBuilder, what: Wanted | None = None, by: Actor | None = None) -> Obligation:
    return arise(
        an_id("obligation"),
        built.case,
        what or wanted(),
        by or an_actor("village"),
        TREE,
        built.now,
        CALENDAR,
        CooperationLimits(),
    )


def refused(built: CaseBuilder, what: Wanted, by: str = "village") -> tuple[Kind, str]:
    with pytest.raises(Refusal) as no:
        asked(built, what, an_actor(by))
    return no.value.kind, no.value.code


def test_a_question_is_answered_within_four_open_hours_and_recalled_an_hour_before() -> None:
    one = asked(held_by_town())
    assert (one.due_at, one.remind_at) == (local("2026-11-16 15:30"), local("2026-11-16 12:00"))
    late = asked(held_by_town().on("2026-11-20 16:30"))
    assert late.due_at == local("2026-11-23 11:30")


def test_a_paper_is_sent_by_the_chosen_day_or_within_two_working_days() -> None:
    built = held_by_town()
    assert asked(built, wanted(kind=PAPER)).due_at == local("2026-11-18 17:30")
    assert asked(built, wanted(kind=PAPER, by=date(2026, 11, 16))).due_at == local("2026-11-16 17:30")
    assert asked(built, wanted(kind=PAPER, by=date(2026, 12, 14))).due_at == local("2026-12-14 17:30")


@pytest.mark.parametrize(
    ("by", "code"),
    [
        (date(2020, 1, 1), "obligation.by"),
        (date(2026, 11, 13), "obligation.by"),
        (date(2026, 11, 22), "obligation.by"),
        (date(2026, 12, 15), "obligation.far"),
    ],
)
def test_no_day_that_is_over_off_or_too_far(by: date, code: str) -> None:
    assert refused(held_by_town(), wanted(kind=PAPER, by=by)) == (Kind.INVALID, code)


def test_where_the_time_is_too_short_nobody_is_reminded() -> None:
    built = held_by_town().on("2026-11-16 16:40")
    assert asked(built, wanted(kind=PAPER, by=date(2026, 11, 16))).remind_at is None


def test_only_another_site_of_the_case_can_be_asked_and_only_by_one() -> None:
    built = held_by_town()
    for other in ("village", "department", "third town"):
        assert refused(built, wanted(other)) == (Kind.INVALID, "obligation.other")
    assert refused(built, wanted(), by="department") == (Kind.FORBIDDEN, "thread.part")
    assert asked(built, wanted("centre")).by_site == SITES["centre"]


def test_nothing_is_asked_without_words_with_numbers_of_persons_or_after_the_end() -> None:
    built = held_by_town()
    assert refused(built, wanted(words=" ")) == (Kind.INVALID, "obligation.words")
    assert refused(built, wanted(words="打 13804726021")) == (Kind.INVALID, "words.personal")
    assert refused(built.started().completed(), wanted()) == (Kind.ILLEGAL_MOVE, "obligation.closed")


def test_a_promise_is_owed_by_whoever_makes_it() -> None:
    one = asked(held_by_town(), wanted(kind=PAPER, promised=True))
    assert (one.by_site, one.to_site) == (SITES["village"], SITES["town"])
    assert (one.by_holder, one.to_holder) == (False, True)


def test_what_the_handling_side_owes_passes_with_the_case_and_the_limit_stays() -> None:
    built = held_by_town()
    one = asked(built)
    assert rules.owes(one, built.case) == SITES["town"]
    built.offered("department")
    assert rules.owes(one, built.case) == SITES["town"]
    built.signed()
    assert (rules.owes(one, built.case), rules.waits(one, built.case)) == (SITES["department"], SITES["village"])
    assert not rules.is_moot(one, built.case)


def test_what_the_origin_owes_stays_with_it_and_the_next_holder_waits() -> None:
    built = held_by_town()
    one = asked(built, wanted("village", PAPER), an_actor("town"))
    built.offered("department").signed()
    assert (rules.owes(one, built.case), rules.waits(one, built.case)) == (SITES["village"], SITES["department"])


def test_a_case_that_comes_back_to_whoever_waits_owes_nobody() -> None:
    built = held_by_town()
    one = asked(built)
    assert rules.is_moot(one, built.returned().case)


def test_it_is_fulfilled_by_who_owes_it_and_withdrawn_by_who_waits() -> None:
    built = held_by_town()
    one, village, town = asked(built), an_actor("village"), an_actor("town")
    done = rules.fulfil(one, built.case, town, built.now)
    gone = rules.withdraw(one, built.case, village, built.now)
    assert (done.state, done.settled_by) == (ObligationState.FULFILLED, town.staff_id)
    assert (gone.state, gone.settled_by) == (ObligationState.WITHDRAWN, village.staff_id)
    for act, actor in ((rules.fulfil, village), (rules.withdraw, town), (rules.fulfil, an_actor("centre"))):
        with pytest.raises(Refusal) as no:
            act(one, built.case, actor, built.now)
        assert no.value.code == "obligation.part"
    for act in (rules.fulfil, rules.withdraw):
        with pytest.raises(Refusal) as no:
            act(done, built.case, town, built.now)
        assert (no.value.kind, no.value.code) == (Kind.CONFLICT, "obligation.settled")


def test_it_shows_a_lamp_until_it_is_settled() -> None:
    built = held_by_town()
    one = asked(built)
    lamps = [rules.lamp_of(one, local(f"2026-11-16 {at}")) for at in ("11:59", "12:00", "15:30", "15:31")]
    assert lamps == [Lamp.GREEN, Lamp.BLUE, Lamp.BLUE, Lamp.YELLOW]
    done = rules.fulfil(one, built.case, an_actor("town"), built.now)
    assert rules.lamp_of(done, local("2026-11-17 09:00")) is Lamp.NONE


def test_the_lowest_centre_above_both_is_told() -> None:
    inside = held_by_town()
    assert rules.coordinator(asked(inside), inside.case, TREE) == SITES["centre"]
    across = a_case().accepted().routed("third town").signed()
    assert rules.coordinator(asked(across, wanted("third town")), across.case, TREE) == SITES["city"]
