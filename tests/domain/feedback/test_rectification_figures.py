"""The three rates of bad ratings: one denominator, without what a review left out."""

from datetime import timedelta

from msgspec.structs import replace

from shared.domain.feedback import exclusion as x
from shared.domain.feedback import rectification as r
from shared.domain.feedback.rectification_figures import figures
from tests.domain.feedback.test_exclusion import doubted
from tests.domain.feedback.test_rectification import CENTRE, COLLEAGUE, NOW, an_order, called
from tests.world import TREE


def test_the_rates_count_what_is_called_mended_and_in_time_among_what_was_not_left_out() -> None:
    mended = r.close(called(), COLLEAGUE, TREE, r.Finding.FIXED, "已补办", NOW, "回执")
    late = replace(mended, closed_at=mended.due_at + timedelta(seconds=1))
    out = x.review(doubted(), CENTRE, TREE, True, "录音在案", NOW)
    found = figures([an_order(), called(), mended, late, out])
    assert (found.bad, found.excluded, found.called, found.mended, found.in_time) == (4, 1, 3, 2, 1)
    assert (found.call_rate, found.mend_rate, found.in_time_rate) == (0.75, 0.5, 0.25)


def test_nothing_to_mend_is_no_rate_at_all() -> None:
    found = figures([])
    assert (found.call_rate, found.mend_rate, found.in_time_rate) == (None, None, None)
