"""An occasion to rate: answered, refused, or over; silence is no answer. And whose turn it is at a phone."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from shared.domain.access.roles import Role
from shared.domain.feedback import evaluations as e
from shared.domain.feedback.evaluations import Evaluation, EvaluationLimits, EvaluationState
from shared.domain.feedback.ratings import Channel
from shared.domain.feedback.recording import RECORDERS, require_recorder
from shared.domain.feedback.turns import TurnLimits, over_at
from shared.kernel.errors import Refusal
from tests.build import an_actor, an_id
from tests.world import CALENDAR, local

NOW = local("2026-11-16 10:00")
LATER = NOW + timedelta(days=9)
OPEN = Evaluation(tenant_id="150271", case_id=an_id("case"), round=1, site="150271102", opened_at=NOW)
S = EvaluationState


def test_an_answer_counts_however_late_and_nothing_leads_back() -> None:
    silent = e.over(OPEN, LATER, EvaluationLimits())
    late = e.answered(silent, LATER)
    assert (silent.state, late.state) == (S.UNANSWERED, S.ANSWERED)
    assert e.over(late, LATER, EvaluationLimits()) == e.refused(late, LATER) == late


@pytest.mark.parametrize(("counts", "state"), [(False, S.UNANSWERED), (True, S.DEFAULT)])
def test_silence_is_default_only_where_the_locality_says_so(counts: bool, state: S) -> None:
    assert e.over(OPEN, LATER, EvaluationLimits(silence_counts=counts)).state is state


def test_one_reminder_and_none_for_who_refused_or_answered() -> None:
    once = e.reminded(OPEN, LATER)
    assert once is not None
    assert [e.reminded(one, LATER) for one in (once, e.refused(OPEN, NOW), e.answered(OPEN, NOW))] == [None] * 3


def test_the_reminder_is_due_in_working_days_or_never() -> None:
    assert e.remind_at(NOW, EvaluationLimits(), CALENDAR) == local("2026-11-19 17:30")
    assert e.remind_at(NOW, EvaluationLimits(remind_days=0), CALENDAR) is None


def test_a_visit_is_a_site_and_a_day() -> None:
    occasion = e.visit("150271102", date(2026, 11, 16))
    assert (occasion, e.visited(occasion), e.visited("")) == ("150271102/2026-11-16", "150271102", "")


def test_a_turn_is_over_with_its_time_or_a_pause_after_its_end() -> None:
    limits = TurnLimits()
    assert over_at(NOW, None, limits) == NOW + timedelta(hours=72)
    assert over_at(NOW, NOW, limits) == NOW + timedelta(minutes=10)
    assert over_at(NOW, NOW + timedelta(hours=80), limits) == NOW + timedelta(hours=72)


@pytest.mark.parametrize("channel", Channel)
@pytest.mark.parametrize("role", Role)
def test_who_writes_down_which_rating_is_a_table(channel: Channel, role: Role) -> None:
    actor, scan = an_actor("centre", role, who="caller"), an_id("scan")
    allowed = role in RECORDERS.get(channel, ())
    assert (refusal(channel, actor, scan) == "") == allowed
    handler = refusal(channel, actor, scan, actor.staff_id)
    assert handler == ("rating.own" if allowed else refusal(channel, actor, scan))


def test_paper_without_a_scan_is_no_paper() -> None:
    caller = an_actor("centre", Role.CALLER, who="caller")
    assert refusal(Channel.PAPER, caller, None) == "rating.scan"
    assert refusal(Channel.PHONE, caller, None) == ""
    nobody = replace(caller, staff_id=None)
    assert refusal(Channel.PHONE, nobody, None) == "rating.own"


def refusal(channel: Channel, actor: object, scan: UUID | None, *handlers: UUID | None) -> str:
    """The code of the refusal; empty where it is allowed."""
    try:
        require_recorder(channel, actor, [one for one in handlers if one], scan)  # type: ignore[arg-type]
    except Refusal as no:
        return no.code
    return ""
