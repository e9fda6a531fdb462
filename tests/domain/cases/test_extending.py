"""More time: asked in time, decided by somebody else, once; both dates before and after are kept."""

import pytest

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.limits import Limits
from shared.domain.cases.replay import replay
from shared.kernel.errors import Refusal
from tests.build import CaseBuilder, a_case, an_actor
from tests.world import SITES, local

LEADER = an_actor("town", Role.LEADER, who="leader")


def asked(days: int = 5, words: str = "材料需要专家复核") -> CaseBuilder:
    builder = a_case().at("town").accepted().started()
    return builder.do(c.AskExtension(days=days, words=words), deciding_site=SITES["town"])


def test_a_grant_moves_both_dates_and_keeps_those_before() -> None:
    case = asked().do(c.GrantExtension(), LEADER, deciding_site=SITES["town"]).case
    assert (case.promised_due, case.statutory_due) == (local("2026-12-07 17:30"), local("2026-12-21 17:30"))
    assert case.extension
    assert case.extension.was_promised == local("2026-11-30 17:30")
    assert (case.extensions, case.extended_days) == (1, 5)


def test_what_was_granted_outlasts_a_pause_and_the_history_tells_the_case() -> None:
    builder = asked().do(c.GrantExtension(), LEADER)
    builder.on("2026-11-17 08:30").paused().on("2026-11-18 17:30").resumed()
    assert builder.case.promised_due == local("2026-12-09 17:30")
    assert replay(builder.history) == builder.case


def test_a_refusal_needs_words_and_leaves_the_dates() -> None:
    builder = asked()
    with pytest.raises(Refusal, match=r"extension\.words"):
        builder.do(c.RefuseExtension(words=" "), LEADER)
    assert builder.do(c.RefuseExtension(words="不必"), LEADER).case.promised_due == local("2026-11-30 17:30")


@pytest.mark.parametrize(("days", "words", "code"), [(0, "复核", "days"), (11, "复核", "days"), (5, " ", "words")])
def test_more_days_than_the_law_allows_or_no_reason_is_refused(days: int, words: str, code: str) -> None:
    with pytest.raises(Refusal, match=rf"extension\.{code}"):
        asked(days, words)


def test_what_was_set_for_the_item_holds_in_place_of_what_the_law_gives_all() -> None:
    builder = a_case().at("town").accepted().started()
    builder.limits = Limits(extension_item_days=15)
    with pytest.raises(Refusal, match=r"extension\.days"):
        builder.do(c.AskExtension(days=16, words="复核"))
    extension = builder.do(c.AskExtension(days=15, words="复核")).case.extension
    assert extension
    assert extension.days == 15


def test_asked_after_the_promised_date_is_too_late_and_in_its_last_minute_is_not() -> None:
    builder = a_case().at("town").accepted().started()
    builder.on("2026-11-30 17:30").do(c.AskExtension(days=5, words="复核"))
    with pytest.raises(Refusal, match=r"extension\.late"):
        a_case().at("town").accepted().started().on("2026-11-30 17:31").do(c.AskExtension(days=5, words="复核"))


def test_whoever_asked_does_not_decide_and_a_coordinator_only_where_nobody_else_can() -> None:
    builder = a_case().at("town").accepted().started()
    builder.do(c.AskExtension(days=5, words="复核"), LEADER, deciding_site=SITES["town"])
    with pytest.raises(Refusal, match=r"extension\.own"):
        builder.do(c.GrantExtension(), LEADER)
    coordinator = an_actor("centre", Role.COORDINATOR)
    with pytest.raises(Refusal, match=r"extension\.elsewhere"):
        builder.do(c.GrantExtension(), coordinator, deciding_site=SITES["town"])
    assert builder.do(c.GrantExtension(), coordinator, deciding_site=SITES["centre"]).case.extensions == 1


def test_a_case_gets_more_time_once() -> None:
    builder = asked()
    with pytest.raises(Refusal, match=r"extension\.open"):
        builder.do(c.AskExtension(days=5, words="复核"))
    builder.do(c.GrantExtension(), LEADER)
    with pytest.raises(Refusal, match=r"extension\.used"):
        builder.do(c.AskExtension(days=5, words="复核"))
