"""An order's limit while its rating is reviewed: it runs on, unless the locality lets it stand, and not for ever."""

from datetime import datetime

import pytest
from msgspec.structs import replace

from shared.domain.deadlines.calendar import local_date
from shared.domain.feedback import exclusion as x
from shared.domain.feedback import rectification as r
from shared.domain.feedback.review_pause import due_of, moved
from tests.domain.feedback.test_rectification import CENTRE, COLLEAGUE, HANDLER, called
from tests.world import CALENDAR, TREE, local

RUNS_ON, STANDS = r.RectificationLimits(), r.RectificationLimits(review_pause_days=5)
OPENED = local("2026-11-16 10:00")  # a Monday: five working days end on the 23rd


def doubted(at: str, limits: r.RectificationLimits) -> r.Rectification:
    before = replace(called(), opened_at=OPENED, due_at=due_of(replace(called(), opened_at=OPENED), CALENDAR, limits))
    after = x.doubt(before, COLLEAGUE, TREE, r.Finding.UNTRUE, "申请人说按错了", local(at))
    return moved(before, after, CALENDAR, limits)


def kept(order: r.Rectification, at: str, limits: r.RectificationLimits) -> r.Rectification:
    return moved(order, x.review(order, CENTRE, TREE, False, "情况属实", local(at)), CALENDAR, limits)


def day(instant: datetime) -> str:
    return local_date(instant).isoformat()


def test_by_default_a_review_gains_nobody_a_day() -> None:
    order = doubted("2026-11-17 09:00", RUNS_ON)
    assert day(order.due_at) == "2026-11-23"
    assert day(kept(order, "2026-11-20 15:00", RUNS_ON).due_at) == "2026-11-23"


@pytest.mark.parametrize(
    ("reviewed", "due"),
    [("2026-11-17 16:00", "2026-11-23"), ("2026-11-19 09:00", "2026-11-24"), ("2026-11-20 15:00", "2026-11-25")],
)
def test_where_it_stands_the_working_days_a_review_takes_whole_are_given_back(reviewed: str, due: str) -> None:
    order = doubted("2026-11-17 09:00", STANDS)
    assert day(kept(order, reviewed, STANDS).due_at) == due


def test_a_doubt_that_nobody_looks_at_stands_still_no_longer_than_that() -> None:
    order = doubted("2026-11-17 09:00", STANDS)
    assert day(order.due_at) == "2026-11-30"
    assert day(kept(order, "2026-12-18 15:00", STANDS).due_at) == "2026-11-30"


def test_another_class_keeps_the_days_that_a_review_gave_back() -> None:
    order = kept(doubted("2026-11-17 09:00", STANDS), "2026-11-20 15:00", STANDS)
    words = "要到两个部门补办证件"
    longer = r.classify(order, CENTRE, TREE, r.Complexity.COMPLEX, words, CALENDAR, STANDS)
    simple = r.classify(longer, CENTRE, TREE, r.Complexity.SIMPLE, words, CALENDAR, STANDS)
    assert day(longer.due_at) == "2026-12-07"
    assert day(moved(order, longer, CALENDAR, STANDS).due_at) == "2026-12-09"
    assert day(moved(longer, simple, CALENDAR, STANDS).due_at) == day(order.due_at) == "2026-11-25"


def test_an_appeal_stands_still_as_a_review_does() -> None:
    order = kept(doubted("2026-11-17 09:00", STANDS), "2026-11-17 16:00", STANDS)
    asked = x.appeal(order, HANDLER, "通话录音在案", local("2026-11-18 09:00"), CALENDAR, STANDS)
    appealed = moved(order, asked, CALENDAR, STANDS)
    assert day(appealed.due_at) == "2026-11-30"
    upheld = moved(appealed, replace(appealed, upheld_at=local("2026-11-20 11:00")), CALENDAR, STANDS)
    assert day(upheld.due_at) == "2026-11-24"


def test_a_limit_that_is_over_when_somebody_doubts_stays_over() -> None:
    assert day(doubted("2026-11-24 09:00", STANDS).due_at) == "2026-11-23"


def test_an_act_that_begins_or_ends_no_review_moves_nothing() -> None:
    order = replace(doubted("2026-11-17 09:00", STANDS), due_at=local("2026-12-01 17:00"))
    assert moved(order, replace(order, words="x"), CALENDAR, STANDS) == replace(order, words="x")
