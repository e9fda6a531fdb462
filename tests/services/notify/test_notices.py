"""及时反馈: what applicants are told, once, while it is true, where it is wanted, and when phones may ring."""

from datetime import timedelta
from uuid import UUID

import pytest

from services.notify.usecases.purposes import PURPOSES
from shared.contracts import messages as m
from shared.domain.cases import commands as c
from shared.domain.feedback.notices import ASKING
from shared.kernel.i18n import catalogue
from tests import scenes
from tests.services.notify.platform import Platform, completed, finished

VILLAGE = scenes.clerk(scenes.VILLAGE)
TOWN = scenes.clerk(scenes.TOWN)
NIGHT, MORNING = timedelta(hours=13), timedelta(hours=24)  # after a morning that began at nine


def tell(platform: Platform, case_id: UUID, purpose: str, round_: int = 1) -> None:
    """Told twice, as a broker may."""
    for _ in range(2):
        platform.hear(m.TellApplicant(tenant_id=scenes.ZONE, case_id=case_id, purpose=purpose, round=round_))


def handed_on(platform: Platform) -> tuple[UUID, int]:
    """A case the town signed for, and which event that was."""
    case_id = scenes.registered(platform.store, VILLAGE)
    return case_id, signed(platform, case_id)


def signed(platform: Platform, case_id: UUID) -> int:
    """Offered to the town and signed for."""
    scenes.offered(platform.store, VILLAGE, case_id, scenes.TOWN)
    return scenes.act(platform.store, TOWN, case_id, c.SignFor()).version


def paused(platform: Platform, cause: str) -> tuple[UUID, int]:
    """A case whose clock stands still."""
    case_id = scenes.registered(platform.store, VILLAGE)
    scenes.act(platform.store, VILLAGE, case_id, c.Start())
    return case_id, len(scenes.act(platform.store, VILLAGE, case_id, c.Pause(cause=cause, words="等补正")).stops)


def terminated(platform: Platform) -> UUID:
    """A case nobody will finish."""
    case_id = scenes.registered(platform.store, VILLAGE)
    scenes.act(platform.store, VILLAGE, case_id, c.Terminate(reason="WITHDRAW", words="不办了", paper="终止书"))
    return case_id


def test_everybody_agrees_on_what_asks_something() -> None:
    assert {name for name, purpose in PURPOSES.items() if purpose.asks} == ASKING


def test_a_case_handed_on_is_told_with_its_new_place_and_the_date_that_stands(platform: Platform) -> None:
    case_id, event = handed_on(platform)
    tell(platform, case_id, "handed_on", event)
    (words,) = platform.on_phone()
    assert "已转到万水泉镇办理，承诺" in words
    assert "前办结不变" in words
    assert words.endswith("咨询电话0472-5163108。")


def test_a_case_that_came_back_meanwhile_was_not_handed_on(platform: Platform) -> None:
    case_id, event = handed_on(platform)
    scenes.act(platform.store, TOWN, case_id, c.Return(reason="lacking_papers", words="缺户口簿"))
    tell(platform, case_id, "handed_on", event)
    assert platform.on_phone() == []
    # And handed on again, it is told of the second time only
    again = signed(platform, case_id)
    tell(platform, case_id, "handed_on", event)
    tell(platform, case_id, "handed_on", again)
    assert len(platform.on_phone()) == 1


def test_a_case_handed_on_twice_and_brought_back_once_is_told_of_no_third_time(platform: Platform) -> None:
    case_id, first = handed_on(platform)
    tell(platform, case_id, "handed_on", first)
    department = scenes.clerk(scenes.DEPARTMENT)
    scenes.offered(platform.store, TOWN, case_id, scenes.DEPARTMENT)
    second = scenes.act(platform.store, department, case_id, c.SignFor()).version
    tell(platform, case_id, "handed_on", second)
    assert len(platform.on_phone()) == 2
    scenes.act(platform.store, department, case_id, c.Return(reason="lacking_papers", words="缺户口簿"))
    tell(platform, case_id, "handed_on", first)
    tell(platform, case_id, "handed_on", second)
    assert len(platform.on_phone()) == 2


def test_gaps_are_told_while_the_clock_stands_still_and_not_when_it_runs_again(platform: Platform) -> None:
    case_id, stop = paused(platform, "correction")
    tell(platform, case_id, "gaps", stop)
    (words,) = platform.on_phone()
    assert "还需补充材料" in words
    assert words.endswith("咨询电话0472-5163108。")
    # When the papers came, and others were found to lack
    scenes.act(platform.store, VILLAGE, case_id, c.Resume())
    tell(platform, case_id, "gaps", stop + 1)
    assert len(platform.on_phone()) == 1
    scenes.act(platform.store, VILLAGE, case_id, c.Pause(cause="correction", words="还缺一样"))
    tell(platform, case_id, "gaps", stop + 1)
    assert len(platform.on_phone()) == 2


def test_a_pause_that_was_agreed_on_is_told_in_words_of_its_own(platform: Platform) -> None:
    case_id, stop = paused(platform, "correction")
    tell(platform, case_id, "paused", stop)
    assert "按约定暂停计时" in platform.on_phone()[0]


def test_a_termination_is_told_and_one_that_was_undone_is_not(platform: Platform) -> None:
    case_id = terminated(platform)
    tell(platform, case_id, "terminated")
    (words,) = platform.on_phone()
    assert "代办已终止" in words
    open_still = scenes.registered(platform.store, VILLAGE)
    done = completed(platform.store)
    tell(platform, open_still, "terminated")
    tell(platform, done, "terminated")
    assert len(platform.on_phone()) == 1


def test_that_it_is_done_is_told_by_the_question_how_it_went_unless_a_district_wants_both(platform: Platform) -> None:
    case_id = completed(platform.store)
    tell(platform, case_id, "completed")
    assert platform.on_phone() == []
    platform.set_parameter("notice.completed", "1")
    tell(platform, case_id, "completed")
    (words,) = platform.on_phone()
    assert "已办结，结果和交来的材料可以领取" in words
    # But not of a case that is at work
    tell(platform, scenes.registered(platform.store, VILLAGE), "completed")
    assert len(platform.on_phone()) == 1


@pytest.mark.parametrize("purpose", ["accepted", "handed_on", "gaps", "paused", "excluded", "terminated"])
def test_what_a_district_switched_off_is_not_told(platform: Platform, purpose: str) -> None:
    platform.set_parameter(f"notice.{purpose}", "0")
    case_id, round_ = _true(platform, purpose)
    tell(platform, case_id, purpose, round_)
    assert platform.journal() == []
    platform.set_parameter(f"notice.{purpose}", "1")
    tell(platform, case_id, purpose, round_)
    assert len(platform.on_phone()) == 1


def _true(platform: Platform, purpose: str) -> tuple[UUID, int]:
    """A case of which this is to be said."""
    if purpose == "handed_on":
        return handed_on(platform)
    if purpose in ("gaps", "paused", "excluded"):
        return paused(platform, "correction")
    return (terminated(platform) if purpose == "terminated" else scenes.registered(platform.store, VILLAGE)), 1


def test_at_night_no_phone_rings_and_in_the_morning_it_does_once(platform: Platform) -> None:
    # Given a case that is accepted at ten in the evening
    platform.advance(NIGHT)
    case_id = scenes.registered(platform.store, VILLAGE)
    tell(platform, case_id, "accepted")
    row = platform.sms(case_id, "accepted")
    assert (row["state"], row["code"], row["attempts"]) == ("waiting", "quiet_hours", 0)
    # When its timer rings too early, the phone still does not
    platform.ring_timers()
    assert platform.on_phone() == []
    # Then it rings in the morning, once
    platform.advance(MORNING)
    platform.ring_timers(2)
    tell(platform, case_id, "accepted")
    assert len(platform.on_phone()) == 1
    assert platform.doubled() == 0


def test_what_is_no_longer_true_in_the_morning_is_not_told(platform: Platform) -> None:
    platform.advance(NIGHT)
    case_id, stop = paused(platform, "correction")
    tell(platform, case_id, "gaps", stop)
    scenes.act(platform.store, VILLAGE, case_id, c.Resume())
    platform.advance(MORNING)
    platform.ring_timers(2)
    assert platform.on_phone() == []
    assert (platform.sms(case_id, "gaps")["state"], platform.sms(case_id, "gaps")["code"]) == ("failed", "not_wanted")


@pytest.mark.parametrize("end", ["completed", "terminated"])
def test_no_date_is_promised_of_a_case_that_is_over_by_the_morning(platform: Platform, end: str) -> None:
    # Given two cases that were accepted at night, and told of in the morning
    platform.advance(NIGHT)
    over, open_still = (scenes.registered(platform.store, VILLAGE) for _ in range(2))
    for case_id in (over, open_still):
        tell(platform, case_id, "accepted")
    # When one of them ends before
    if end == "completed":
        finished(platform.store, VILLAGE, over)
    else:
        scenes.act(platform.store, VILLAGE, over, c.Start())
        scenes.act(platform.store, VILLAGE, over, c.Terminate(reason="WITHDRAW", words="不办了", paper="终止书"))
    platform.advance(MORNING)
    platform.ring_timers(2)
    # Then the other one alone is promised
    assert len(platform.on_phone()) == 1
    assert (platform.sms(over, "accepted")["state"], platform.sms(over, "accepted")["code"]) == ("failed", "not_wanted")
    assert platform.sms(open_still, "accepted")["attempts"] == 1


def test_what_a_district_switched_off_overnight_is_not_told_in_the_morning(platform: Platform) -> None:
    platform.advance(NIGHT)
    case_id = scenes.registered(platform.store, VILLAGE)
    tell(platform, case_id, "accepted")
    platform.set_parameter("notice.accepted", "0")
    platform.advance(MORNING)
    platform.ring_timers(2)
    assert platform.on_phone() == []


def test_the_question_how_it_went_keeps_the_quiet_hours_too(platform: Platform) -> None:
    platform.advance(NIGHT)
    case_id = completed(platform.store)
    platform.ask(case_id)
    assert platform.on_phone() == []
    platform.advance(MORNING)
    platform.ring_timers(2)
    assert len(platform.on_phone()) == 1


def test_a_district_without_quiet_hours_sends_at_any(platform: Platform) -> None:
    platform.set_parameter("sms.quiet_from", "8")  # equal to when they end
    platform.advance(NIGHT)
    tell(platform, scenes.registered(platform.store, VILLAGE), "accepted")
    assert len(platform.on_phone()) == 1


def test_every_purpose_has_a_text(platform: Platform) -> None:
    with platform.owner.connect() as conn:
        written = set(conn.exec_driver_sql("select distinct purpose from sms_texts").scalars())
    assert set(PURPOSES) <= written


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_every_purpose_has_a_name_that_the_journal_shows(locale: str) -> None:
    assert {purpose for purpose in PURPOSES if f"sms_purpose.{purpose}" not in catalogue(locale)} == set()
