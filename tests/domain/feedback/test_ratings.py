"""A rating is given once, may be corrected once within five working days, and settles feedback unless it is bad."""

import pytest

from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating, RatingLimits, rate, settles
from shared.kernel.errors import Kind, Refusal
from tests.build import an_id
from tests.world import CALENDAR, local

LIMITS = RatingLimits()


def a_rating(grade: Grade, at: str = "2026-11-16 10:00", words: str = "", channel: Channel = Channel.LINK) -> Rating:
    return Rating(case_id=an_id("case"), round=1, grade=grade, channel=channel, rated_at=local(at), words=words)


def test_the_first_rating_stands() -> None:
    first = a_rating(Grade.GOOD)
    assert rate(None, first, CALENDAR, LIMITS) == first


def test_saying_the_same_again_changes_nothing_however_late() -> None:
    first = a_rating(Grade.GOOD)
    again = a_rating(Grade.GOOD, at="2026-12-24 10:00", channel=Channel.SMS)
    assert rate(first, again, CALENDAR, LIMITS) == first


@pytest.mark.parametrize("at", ["2026-11-16 10:01", "2026-11-23 17:30"])
def test_it_may_be_changed_once_within_five_working_days(at: str) -> None:
    changed = rate(a_rating(Grade.GOOD), a_rating(Grade.BAD, at=at), CALENDAR, LIMITS)
    assert (changed.grade, changed.changes) == (Grade.BAD, 1)


@pytest.mark.parametrize("at", ["2026-11-23 17:31", "2026-12-24 10:00"])
def test_after_that_it_is_final(at: str) -> None:
    with pytest.raises(Refusal) as refused:
        rate(a_rating(Grade.GOOD), a_rating(Grade.BAD, at=at), CALENDAR, LIMITS)
    assert (refused.value.kind, refused.value.code) == (Kind.CONFLICT, "rating.final")


def test_a_second_change_is_refused_and_so_is_taking_the_first_back() -> None:
    # Given a rating that was changed once
    once = rate(a_rating(Grade.GOOD), a_rating(Grade.BAD, at="2026-11-17 10:00"), CALENDAR, LIMITS)
    # When the applicant wants the old one again
    with pytest.raises(Refusal) as refused:
        rate(once, a_rating(Grade.GOOD, at="2026-11-17 10:05"), CALENDAR, LIMITS)
    # Then it is too late
    assert refused.value.code == "rating.final"


def test_other_words_are_a_change_too() -> None:
    changed = rate(a_rating(Grade.GOOD), a_rating(Grade.GOOD, words="态度很好"), CALENDAR, LIMITS)
    assert (changed.words, changed.changes) == ("态度很好", 1)


def test_where_changes_are_not_allowed_the_first_is_final() -> None:
    with pytest.raises(Refusal):
        rate(a_rating(Grade.GOOD), a_rating(Grade.FAIR), CALENDAR, RatingLimits(max_changes=0))


def test_a_bad_rating_does_not_settle_feedback_and_no_rating_neither() -> None:
    assert not settles(None)
    assert [g for g in Grade if settles(a_rating(g))] == [Grade.VERY_GOOD, Grade.GOOD, Grade.FAIR]
