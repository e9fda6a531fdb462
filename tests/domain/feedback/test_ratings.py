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


def test_saying_why_afterwards_is_no_change_of_mind_so_the_grade_may_still_be_changed() -> None:
    # Given a grade given by one tap
    tapped = a_rating(Grade.BAD)
    # When the reasons follow, and later another grade
    told = rate(tapped, a_rating(Grade.BAD, at="2026-11-16 10:02", words="等得太久"), CALENDAR, LIMITS)
    changed = rate(told, a_rating(Grade.FAIR, at="2026-11-17 10:00"), CALENDAR, LIMITS)
    # Then the words count as part of the first rating, and the change is the first one
    assert (told.words, told.changes, told.rated_at) == ("等得太久", 0, tapped.rated_at)
    assert (changed.grade, changed.changes) == (Grade.FAIR, 1)


def test_other_words_for_the_same_grade_are_a_change() -> None:
    told = a_rating(Grade.BAD, words="等得太久")
    changed = rate(told, a_rating(Grade.BAD, words="态度不好"), CALENDAR, LIMITS)
    assert (changed.words, changed.changes) == ("态度不好", 1)


def test_the_same_grade_without_words_leaves_the_words_alone() -> None:
    told = a_rating(Grade.BAD, words="等得太久")
    assert rate(told, a_rating(Grade.BAD, channel=Channel.SMS), CALENDAR, LIMITS) == told


def test_where_changes_are_not_allowed_the_first_is_final() -> None:
    with pytest.raises(Refusal):
        rate(a_rating(Grade.GOOD), a_rating(Grade.FAIR), CALENDAR, RatingLimits(max_changes=0))


def test_a_bad_rating_does_not_settle_feedback_and_no_rating_neither() -> None:
    assert not settles(None)
    assert [g for g in Grade if settles(a_rating(g))] == [Grade.VERY_GOOD, Grade.GOOD, Grade.FAIR]
