"""督办答复: every supervised site answers for itself, whoever holds the case; who coordinates in a site's place."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.permit import allowed
from shared.domain.cases.replay import replay
from shared.domain.cases.supervisions import owing
from shared.kernel.errors import Kind, Refusal
from tests.build import CaseBuilder, a_case, an_actor, the_platform
from tests.world import SITES

VILLAGE, TOWN, DEPARTMENT = SITES["village"], SITES["town"], SITES["department"]
CENTRE = an_actor("centre", Role.COORDINATOR)
ANSWER = c.AnswerSupervision.kind


def supervised(site: str, n: int = 1, trigger: str = "no_reply") -> c.TakeMeasure:
    return c.TakeMeasure(
        measure="supervise", trigger=trigger, key="a chain", n=n, site=site, to_site=SITES["office"], to_role="clerk"
    )


def both() -> CaseBuilder:
    """A case that the town handles; it and the village where it began are supervised, the village twice."""
    case = a_case().at("village").submitted().offered("town").signed()
    for n, site in enumerate((VILLAGE, TOWN, VILLAGE), start=1):
        case.do(supervised(site, n), the_platform())
    return case


def refused(act: Callable[[], object]) -> tuple[Kind, str]:
    with pytest.raises(Refusal) as no:
        act()
    return no.value.kind, no.value.code


def says(words: str, site: str = "") -> c.AnswerSupervision:
    return c.AnswerSupervision(words=words, site=site)


def test_the_holder_s_answer_leaves_that_of_another_site_owed() -> None:
    case = both().do(says("本周办结"), an_actor("town"))
    assert (owing(case.history), case.case.unanswered) == ((VILLAGE, VILLAGE), 2)
    assert refused(lambda: case.do(says("再说一遍"), an_actor("town"))) == (Kind.CONFLICT, "answer.none")
    # And the village, which holds nothing, answers for itself, both at once
    case.do(says("材料已补报"), an_actor("village"))
    assert (owing(case.history), case.case.unanswered) == ((), 0)
    told = [(h.event.site, h.event.count) for h in case.history if isinstance(h.event, e.SupervisionAnswered)]
    assert told == [(TOWN, 1), (VILLAGE, 2)]


def test_only_who_owes_or_coordinates_is_offered_the_answer_and_nobody_else_gives_it() -> None:
    case = a_case().at("village").submitted().offered("town").signed().do(supervised(VILLAGE), the_platform())
    for who, may in ((an_actor("village"), True), (CENTRE, True), (an_actor("department"), False)):
        assert (ANSWER in allowed(case.case, case.facts(who))) is may
    assert refused(lambda: case.do(says("不归我管"), an_actor("department"))) == (Kind.FORBIDDEN, "case.part")
    assert refused(lambda: case.do(says("替它答"), an_actor("town"))) == (Kind.CONFLICT, "answer.none")
    assert refused(lambda: case.do(says("替它答", VILLAGE), an_actor("town"))) == (Kind.FORBIDDEN, "case.part")


def test_an_offer_that_nobody_signed_is_answered_by_who_did_not_sign() -> None:
    case = a_case().at("village").submitted().offered("town")
    offer = case.case.offered
    assert offer is not None
    case.later(days=3).do(c.Expire(handover_id=offer.id), the_platform()).do(supervised(TOWN), the_platform())
    assert case.case.holder_site == VILLAGE
    assert owing(case.do(says("无人值班，已补签"), an_actor("town")).history) == ()


def test_who_coordinates_names_the_site_in_whose_place_they_answer() -> None:
    case = both()
    assert refused(lambda: case.do(says("已核实"), CENTRE)) == (Kind.INVALID, "answer.site")
    assert refused(lambda: case.do(says("已核实", DEPARTMENT), CENTRE)) == (Kind.CONFLICT, "answer.none")
    case.do(says("已核实", VILLAGE), CENTRE)
    assert owing(case.history) == (TOWN,)
    last = case.history[-1]
    assert isinstance(last.event, e.SupervisionAnswered)
    assert (last.event.site, last.by_site) == (VILLAGE, SITES["centre"])


def test_an_old_answer_names_no_site_and_closed_every_supervision_of_its_case() -> None:
    case = both()
    last = case.do(says("已联系"), an_actor("town")).history[-1]
    old = replace(last, event=e.SupervisionAnswered(count=3, words="已联系"))
    history = (*case.history[:-1], old)
    assert owing(history) == ()
    assert replay(history).unanswered == 0


def test_what_was_taken_back_is_owed_again() -> None:
    case = both()
    before = case.case
    last = case.do(says("已联系"), an_actor("town")).history[-1]
    undone = e.Undone(since=last.seq, state=before.state, restored=before)
    history = (*case.history, replace(last, seq=last.seq + 1, batch=last.seq + 1, event=undone))
    assert owing(history) == (VILLAGE, TOWN, VILLAGE)
    assert replay(history).unanswered == 3
