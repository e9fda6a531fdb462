"""差评复核: whoever has a stake in a bad rating never has the last word on it, whatever the order of acts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.feedback import exclusion as x
from shared.domain.feedback import rectification as r
from shared.kernel.errors import Refusal
from tests.build import an_actor
from tests.domain.feedback.test_rectification import CENTRE, COLLEAGUE, HANDLER, NOW, called, refused
from tests.world import CALENDAR, TREE

LIMITS = r.RectificationLimits()
CHIEF = an_actor("department", Role.LEADER, who="chief")
ELSEWHERE = an_actor("town", Role.SUPERVISOR, who="elsewhere")
WHO = (HANDLER, COLLEAGUE, CHIEF, CENTRE, ELSEWHERE)


def doubted() -> r.Rectification:
    return x.doubt(called(), COLLEAGUE, TREE, r.Finding.UNTRUE, "申请人说按错了", NOW)


def kept() -> r.Rectification:
    return x.review(doubted(), CENTRE, TREE, False, "情况属实", NOW)


def appealed() -> r.Rectification:
    return x.appeal(kept(), HANDLER, "通话录音在案", NOW, CALENDAR, LIMITS)


@pytest.mark.parametrize("who", [CHIEF, CENTRE])
def test_somebody_who_had_no_part_in_it_leaves_the_rating_out(who: Actor) -> None:
    done = x.review(doubted(), who, TREE, True, "录音与申请人所说一致", NOW)
    assert (done.state, done.finding, done.closed_by) == (
        r.RectificationState.EXCLUDED,
        r.Finding.UNTRUE,
        who.staff_id,
    )


@pytest.mark.parametrize("who", [HANDLER, COLLEAGUE])
@pytest.mark.parametrize("agrees", [True, False])
def test_neither_the_handler_nor_the_finder_reviews_it(who: Actor, agrees: bool) -> None:
    assert refused(lambda: x.review(doubted(), who, TREE, agrees, "同意", NOW)) == "rectification.own_review"


def test_what_a_review_keeps_is_mended_and_not_doubted_again() -> None:
    assert kept().state is r.RectificationState.CONTACTED
    again = refused(lambda: x.doubt(kept(), COLLEAGUE, TREE, r.Finding.MALICIOUS, "再报一次", NOW))
    assert again == "rectification.doubted"
    assert r.close(kept(), COLLEAGUE, TREE, r.Finding.FIXED, "已补办", NOW, "回执").state is r.RectificationState.CLOSED


def test_nothing_is_closed_while_it_is_looked_at() -> None:
    for order in (doubted(), appealed()):
        no = refused(lambda order=order: r.close(order, CHIEF, TREE, r.Finding.EXPLAINED, "已说明", NOW))
        assert no == "rectification.in_review"


def test_the_site_appeals_once_in_time_and_somebody_elsewhere_decides() -> None:
    assert x.decide(appealed(), ELSEWHERE, True, "申诉成立", NOW).state is r.RectificationState.EXCLUDED
    lost = x.decide(appealed(), ELSEWHERE, False, "维持", NOW)
    assert lost.state is r.RectificationState.CONTACTED
    assert refused(lambda: x.appeal(lost, HANDLER, "再申诉", NOW, CALENDAR, LIMITS)) == "rectification.appealed"
    late = NOW + timedelta(days=8)
    assert refused(lambda: x.appeal(kept(), HANDLER, "晚了", late, CALENDAR, LIMITS)) == "rectification.appeal_late"
    assert refused(lambda: x.appeal(kept(), CENTRE, "代为申诉", NOW, CALENDAR, LIMITS)) == "rectification.appeal_part"
    assert refused(lambda: x.appeal(called(), HANDLER, "早了", NOW, CALENDAR, LIMITS)) == "rectification.no_appeal"


def test_the_first_reviewer_and_the_site_do_not_decide_the_appeal() -> None:
    assert refused(lambda: x.decide(appealed(), CENTRE, True, "改判", NOW)) == "rectification.own_review"
    assert refused(lambda: x.decide(appealed(), CHIEF, True, "同意", NOW)) == "rectification.elsewhere"


_ACTS = ("doubt", "keep", "exclude", "appeal", "decide", "close", "class")


@given(st.lists(st.tuples(st.sampled_from(_ACTS), st.sampled_from(WHO)), max_size=12))
def test_no_way_leads_to_an_end_made_by_whom_it_is_about(acts: list[tuple[str, Actor]]) -> None:
    order = called()
    for act, who in acts:
        try:
            order = _after(order, act, who)
        except Refusal:
            continue
    if order.closed_at:
        assert order.closed_by != order.handled_by
        assert not order.excluded or order.closed_by != order.doubted_by
    if order.upheld_at:
        assert order.refused_at, "an appeal follows a review"


def _after(order: r.Rectification, act: str, who: Actor) -> r.Rectification:
    if act == "doubt":
        return x.doubt(order, who, TREE, r.Finding.UNTRUE, "不属实", NOW)
    if act in ("keep", "exclude"):
        return x.review(order, who, TREE, act == "exclude", "复核", NOW)
    if act == "appeal":
        return x.appeal(order, who, "申诉", NOW, CALENDAR, LIMITS)
    if act == "decide":
        return x.decide(order, who, True, "裁定", NOW)
    if act == "close":
        return r.close(order, who, TREE, r.Finding.FIXED, "已办", NOW, "回执")
    return r.classify(order, who, TREE, r.Complexity.COMPLEX, "复杂", CALENDAR, LIMITS)
