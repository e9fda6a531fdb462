"""Nobody answers: reminded once, then closed as unanswered, which is no satisfied applicant."""

from datetime import timedelta
from uuid import UUID

import pytest

from shared.contracts import messages as m
from shared.domain.access.actor import platform as as_platform
from shared.domain.cases.model import CaseState
from shared.domain.feedback.evaluations import EvaluationState
from shared.domain.feedback.grades import Grade
from shared.kernel.ids import new_id
from shared.store import evaluations, gaming
from tests import scenes
from tests.services.notify.platform import Platform, completed
from tests.services.notify.test_replies import answer, asked


def remind(platform: Platform, case_id: UUID) -> None:
    """The time until the reminder is over."""
    platform.hear(m.RemindToRate(tenant_id=scenes.ZONE, case_id=case_id, round=1))


def close(platform: Platform, case_id: UUID) -> None:
    """The time for an answer is over."""
    platform.hear(m.ArchiveCase(tenant_id=scenes.ZONE, case_id=case_id, round=1, unanswered=True))


def test_the_reminder_is_due_some_working_days_after_the_prompt(platform: Platform) -> None:
    case_id = asked(platform)
    assert platform.timer(m.RemindToRate.kind, case_id) is not None
    platform.set_parameter("rating.remind_days", "0")
    assert platform.timer(m.RemindToRate.kind, asked(platform)) is None


def test_who_does_not_answer_is_reminded_once_for_ever(platform: Platform) -> None:
    case_id = asked(platform)
    for _ in range(3):
        remind(platform, case_id)
    assert len(platform.on_phone()) == 2
    assert "您还没有评价" in platform.on_phone()[-1]
    assert platform.sms(case_id, "rating_reminder")["round"] == 1


def test_the_time_until_the_reminder_begins_when_the_prompt_goes_out(platform: Platform) -> None:
    # Given a prompt that waits for the morning
    platform.advance(timedelta(hours=13))
    case_id = asked(platform)
    # When the time is over while nobody has it, nobody is reminded of what they never read
    remind(platform, case_id)
    assert platform.on_phone() == []
    # Nor just after it went out
    platform.advance(timedelta(hours=24))
    platform.ring_timers(2)
    remind(platform, case_id)
    assert len(platform.on_phone()) == 1
    assert platform.waiting_for(m.RemindToRate.kind) > 0
    # But when their time to answer is over, they are, once
    platform.advance(timedelta(days=8))
    for _ in range(2):
        remind(platform, case_id)
    assert len(platform.on_phone()) == 2


@pytest.mark.parametrize("extend", ["001", "002"])
def test_an_answer_to_the_prompt_or_to_the_reminder_rates_the_round(platform: Platform, extend: str) -> None:
    case_id = asked(platform)
    remind(platform, case_id)
    assert answer(platform, "2", extend) == "applied"
    assert platform.rating(case_id).grade is Grade.GOOD  # type: ignore[union-attr]


def test_who_answered_is_not_reminded(platform: Platform) -> None:
    case_id = asked(platform)
    answer(platform, "2")
    remind(platform, case_id)
    assert len(platform.on_phone()) == 1


@pytest.mark.parametrize(("counts", "state"), [("0", EvaluationState.UNANSWERED), ("1", EvaluationState.DEFAULT)])
def test_silence_is_a_state_of_its_own_and_never_a_rating(
    platform: Platform, counts: str, state: EvaluationState
) -> None:
    platform.set_parameter("rating.silence_counts", counts)
    case_id = asked(platform)
    close(platform, case_id)
    assert scenes.seen(platform.store, scenes.clerk(scenes.VILLAGE), case_id).state is CaseState.ARCHIVED
    assert platform.evaluation(case_id) is state
    assert platform.rating(case_id) is None


def test_a_late_answer_counts_and_nobody_is_reminded_of_a_closed_file(platform: Platform) -> None:
    case_id = asked(platform)
    close(platform, case_id)
    remind(platform, case_id)
    assert len(platform.on_phone()) == 1
    answer(platform, "3")
    assert platform.evaluation(case_id) is EvaluationState.ANSWERED


def test_a_phone_of_staff_is_not_asked(platform: Platform) -> None:
    with platform.store.work(as_platform(scenes.ZONE)) as work:
        gaming.know_staff_phone(work, new_id(), scenes.APPLICANT.phone)
    platform.ask(completed(platform.store))
    assert platform.on_phone() == []


def test_a_visit_that_nobody_rated_is_over_and_no_default(platform: Platform) -> None:
    # Given a locality that counts silence, and somebody who was asked at a counter
    platform.set_parameter("rating.silence_counts", "1")
    case_id = completed(platform.store)
    occasion = f"{scenes.VILLAGE}/2026-11-16"
    with platform.store.work(as_platform(scenes.ZONE)) as work:
        evaluations.open_for(work, work.cases.get(case_id), occasion, scenes.VILLAGE)
    # When the link has expired
    platform.hear(m.CloseVisit(tenant_id=scenes.ZONE, case_id=case_id, round=1, occasion=occasion))
    # Then it is unanswered
    with platform.store.work(as_platform(scenes.ZONE)) as work:
        visit = evaluations.take(work.conn, case_id, 1, occasion)
    assert visit is not None
    assert visit.state is EvaluationState.UNANSWERED


def test_a_round_that_was_taken_back_is_no_occasion_to_rate(platform: Platform) -> None:
    case_id = scenes.registered(platform.store, scenes.clerk(scenes.VILLAGE))
    platform.ask(case_id)
    assert platform.occasions() == 0
    platform.ask(completed(platform.store))
    assert platform.occasions() == 1
