"""差评整改: opened by a bad rating, called, closed by somebody else than the handler."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.feedback import rectification as r
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating, settles
from shared.kernel.errors import Kind, Refusal
from tests.build import an_actor, an_id
from tests.world import CALENDAR, SITES, TREE, local

NOW = local("2026-11-16 10:00")
HANDLER = an_actor("department", Role.REVIEWER, who="handler")
COLLEAGUE = an_actor("department", Role.LEADER, who="colleague")
CENTRE = an_actor("centre", Role.COORDINATOR)
BAD = Rating(case_id=an_id("case"), round=1, grade=Grade.BAD, channel=Channel.SMS, rated_at=NOW)


def an_order() -> r.Rectification:
    limits = r.RectificationLimits()
    site = SITES["department"]
    return r.order(an_id("order"), "150271", BAD.case_id, BAD.round, site, HANDLER.staff_id, NOW, CALENDAR, limits)


def called() -> r.Rectification:
    return r.contact(an_order(), COLLEAGUE, TREE, NOW)


def test_an_order_has_a_limit_for_the_call_and_one_for_the_end() -> None:
    order = an_order()
    assert order.state is r.RectificationState.OPEN
    assert (order.contact_due, order.due_at) == (local("2026-11-17 17:30"), local("2026-11-23 17:30"))
    assert order.next_due == order.contact_due
    assert called().next_due == order.due_at


@pytest.mark.parametrize("who", [COLLEAGUE, CENTRE])
def test_whoever_answers_for_it_or_the_centre_closes_it(who: object) -> None:
    closed = r.close(called(), who, TREE, r.Finding.FIXED, "已上门补办", NOW, "补办回执")  # type: ignore[arg-type]
    assert (closed.state, closed.finding, closed.words) == (r.RectificationState.CLOSED, r.Finding.FIXED, "已上门补办")


def test_whoever_handled_the_case_calls_and_does_not_close() -> None:
    order = r.contact(an_order(), HANDLER, TREE, NOW)
    assert refused(lambda: r.close(order, HANDLER, TREE, r.Finding.FIXED, "已办", NOW)) == "rectification.own"


def test_another_site_has_no_part_in_it() -> None:
    stranger = an_actor("town", Role.LEADER)
    assert refused(lambda: r.contact(an_order(), stranger, TREE, NOW)) == "rectification.part"
    assert refused(lambda: r.close(called(), stranger, TREE, r.Finding.FIXED, "已办", NOW)) == "rectification.part"


def test_nothing_is_done_twice_or_out_of_order() -> None:
    closed = r.close(called(), COLLEAGUE, TREE, r.Finding.EXPLAINED, "已说明", NOW)
    assert refused(lambda: r.contact(called(), COLLEAGUE, TREE, NOW)) == "rectification.contacted"
    assert refused(lambda: r.close(closed, COLLEAGUE, TREE, r.Finding.FIXED, "再办", NOW)) == "rectification.closed"
    assert (
        refused(lambda: r.close(an_order(), COLLEAGUE, TREE, r.Finding.FIXED, "已办", NOW))
        == "rectification.not_contacted"
    )


@pytest.mark.parametrize(("words", "code"), [(" ", "rectification.words"), ("已回13800138000", "words.personal")])
def test_what_was_done_is_said_without_personal_data(words: str, code: str) -> None:
    with pytest.raises(Refusal) as no:
        r.close(called(), COLLEAGUE, TREE, r.Finding.FIXED, words, NOW)
    assert (no.value.kind, no.value.fields) == (Kind.INVALID, {"words": code})


def test_what_was_so_is_shown_in_words_or_by_a_file_and_what_was_explained_need_not_be() -> None:
    def done(finding: r.Finding, **shown: object) -> str:
        return refused(lambda: r.close(called(), COLLEAGUE, TREE, finding, "已办", NOW, **shown))  # type: ignore[arg-type]

    assert done(r.Finding.FIXED) == done(r.Finding.FIXED, evidence=" ") == "rectification.evidence"
    assert r.close(called(), COLLEAGUE, TREE, r.Finding.FIXED, "已办", NOW, attached=True).closed_at == NOW
    assert r.close(called(), COLLEAGUE, TREE, r.Finding.EXPLAINED, "已说明", NOW).closed_at == NOW
    assert done(r.Finding.UNTRUE, evidence="录音") == done(r.Finding.MALICIOUS) == "rectification.reviewed"


def test_a_complex_order_has_fifteen_days_and_the_handler_does_not_say_so() -> None:
    limits = r.RectificationLimits()

    def classed(who: Actor, order: r.Rectification, words: str = "涉及两个部门") -> r.Rectification:
        return r.classify(order, who, TREE, r.Complexity.COMPLEX, words, CALENDAR, limits)

    harder = classed(COLLEAGUE, called())
    assert (harder.complexity, harder.due_at) == (r.Complexity.COMPLEX, local("2026-12-07 17:30"))
    assert refused(lambda: classed(HANDLER, called())) == "rectification.own_class"
    assert refused(lambda: classed(COLLEAGUE, harder)) == "rectification.same_class"
    assert refused(lambda: classed(COLLEAGUE, called(), " ")) == "rectification.why"


def test_feedback_is_settled_by_a_good_rating_or_by_a_closed_order() -> None:
    good = replace(BAD, grade=Grade.GOOD, rated_at=NOW + timedelta(hours=1))
    assert [settles(None), settles(BAD), settles(good)] == [False, False, True]
    assert [settles(BAD, False), settles(BAD, True)] == [False, True]
    assert not settles(good, False), "somebody has still to call, though the applicant thinks better of it now"


def refused(act: object) -> str:
    with pytest.raises(Refusal) as no:
        act()  # type: ignore[operator]
    return no.value.code
