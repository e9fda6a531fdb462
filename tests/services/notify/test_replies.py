"""Replies: a grade to an open prompt rates that round; everything else waits for a person, with the reason why."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from services.notify.deps import REPLIES
from shared.contracts import messages as m
from shared.domain.cases.model import CaseState
from shared.domain.feedback.evaluations import EvaluationState
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel
from shared.store import rectifications
from tests import scenes
from tests.scenes import APPLICANT
from tests.services.notify.platform import Platform, completed, finished
from tests.services.notify.test_receipts import post

DIGITS = (
    ("1", Grade.VERY_GOOD),
    ("2", Grade.GOOD),
    ("3", Grade.FAIR),
    ("4", Grade.BAD),
    ("5", Grade.VERY_BAD),
    ("１", Grade.VERY_GOOD),
    (" ５。", Grade.VERY_BAD),
    ("３\n", Grade.FAIR),
    ("1。谢谢", Grade.VERY_GOOD),
    ("选二", Grade.GOOD),
    ("非常不满意", Grade.VERY_BAD),
)
PERSON = {
    "6": "unclear",
    "1 2": "contradiction",
    "满意5": "contradiction",
    "不太满意": "unclear",
    "": "unclear",
    "Ⅰ": "unclear",
    "什么时候发钱？": "question",
    "你们这群骗子": "abuse",
}


def asked(platform: Platform, phone: str = APPLICANT.phone) -> UUID:
    """A case whose applicant was asked."""
    case_id = completed(platform.store, replace(APPLICANT, phone=phone))
    platform.ask(case_id)
    return case_id


def answer(platform: Platform, content: str, extend: str = "001", phone: str = APPLICANT.phone) -> str:
    """Typed into the phone, posted by the supplier, heard. Gives what became of it."""
    before = len(platform.raw("replies"))
    assert platform.exchange.reply(phone, extend, content)
    platform.until(lambda: len(platform.raw("replies")) > before, "no reply came")
    platform.drain()
    return platform.raw("replies")[-1]


def posted(platform: Platform, **entry: str) -> str:
    """A reply as the supplier posts it, without a phone."""
    told = {"reply_id": "r1", "phone": APPLICANT.phone, "content": "1", "extend": "001", **entry}
    assert post(platform, "replies", told) == 200
    platform.drain()
    return platform.raw("replies")[-1]


def test_a_digit_rates_the_round_that_was_asked_about(platform: Platform) -> None:
    for number, (content, grade) in enumerate(DIGITS, start=1):
        case_id = asked(platform)
        assert answer(platform, content, f"{number:03}") == "applied"
        rating = platform.rating(case_id)
        assert rating is not None
        assert (rating.grade, rating.channel, rating.round) == (grade, Channel.SMS, 1)
        state = scenes.seen(platform.store, scenes.clerk(scenes.VILLAGE), case_id).state
        assert state is (CaseState.COMPLETED if grade.is_bad else CaseState.ARCHIVED)


def test_what_names_no_grade_waits_for_a_person(platform: Platform) -> None:
    case_id = asked(platform)
    for content in PERSON:
        assert answer(platform, content) == "applied"
    assert platform.waiting() == list(PERSON.values())
    assert platform.rating(case_id) is None
    assert platform.evaluation(case_id) is EvaluationState.OPEN


def test_what_was_written_is_kept_encrypted(platform: Platform) -> None:
    asked(platform)
    answer(platform, "我叫赵大海，什么时候发钱？")
    assert platform.stored("waiting_replies", "赵大海".encode()) == 0


def test_who_refuses_is_not_reminded_and_may_still_rate(platform: Platform) -> None:
    case_id = asked(platform)
    assert answer(platform, "不评价") == "applied"
    assert (platform.evaluation(case_id), platform.waiting()) == (EvaluationState.REFUSED, [])
    platform.hear(m.RemindToRate(tenant_id=scenes.ZONE, case_id=case_id, round=1))
    assert len(platform.on_phone()) == 1
    assert answer(platform, "1") == "applied"
    assert platform.evaluation(case_id) is EvaluationState.ANSWERED


@pytest.mark.parametrize("words", ["拒收", "取消订阅", "STOP", "Ｕnsubscribe!", "退订"])
def test_who_wants_no_more_messages_refuses_the_question_too(platform: Platform, words: str) -> None:
    case_id = asked(platform)
    assert answer(platform, words) == "applied"
    assert (platform.evaluation(case_id), platform.waiting()) == (EvaluationState.REFUSED, [])


def test_a_reply_from_another_phone_rates_nothing(platform: Platform) -> None:
    case_id = asked(platform)
    assert posted(platform, phone="13900000000") == "quarantined"
    assert platform.rating(case_id) is None


def test_a_reply_to_another_number_rates_nothing(platform: Platform) -> None:
    case_id = asked(platform)
    for extend in ("", "002", "999", "01"):
        assert posted(platform, extend=extend) == "quarantined"
    assert platform.rating(case_id) is None


def test_the_country_in_front_of_a_number_does_no_harm(platform: Platform) -> None:
    case_id = asked(platform)
    for phone in ("8613804726021", "+8613804726021", "008613804726021"):
        assert posted(platform, reply_id=phone, phone=phone) == "applied"
    assert platform.rating(case_id) is not None


def test_two_cases_of_one_phone_are_told_apart_by_their_extensions(platform: Platform) -> None:
    first, second = asked(platform), asked(platform)
    assert [route["extension"] for route in platform.routes()] == ["001", "002"]
    answer(platform, "2", "002")
    assert platform.rating(first) is None
    assert platform.rating(second).grade is Grade.GOOD  # type: ignore[union-attr]
    answer(platform, "5", "001")
    assert platform.rating(first).grade is Grade.VERY_BAD  # type: ignore[union-attr]


def test_cases_of_two_tenants_share_no_extension_of_a_phone(platform: Platform) -> None:
    here = asked(platform)
    by = scenes.clerk(scenes.FOREIGN)
    there = scenes.registered(platform.store, by)
    finished(platform.store, by, there)
    platform.hear(m.AskRating(tenant_id=scenes.FOREIGN, case_id=there, round=1))
    foreign = platform.sms(there)
    assert (foreign["tenant_id"], foreign["extension"]) == (scenes.FOREIGN, "002")
    assert platform.on_phone()[-1].startswith("【包头帮您办】")
    answer(platform, "2", "002")
    assert platform.rating(here) is None
    assert scenes.seen(platform.store, by, there).state is CaseState.ARCHIVED


def test_extensions_go_round_and_an_old_one_leads_to_nothing_new(platform: Platform) -> None:
    first = asked(platform)
    answer(platform, "1")
    second = asked(platform)
    assert platform.routes()[-1]["extension"] == "002"
    posted(platform, reply_id="late", content="5")
    assert platform.rating(second) is None
    assert platform.rating(first).grade is Grade.VERY_BAD  # type: ignore[union-attr]


def test_a_second_answer_changes_the_rating_once_and_a_third_does_not(platform: Platform) -> None:
    case_id = asked(platform)
    assert answer(platform, "5") == "applied"
    assert answer(platform, "2") == "applied"
    assert answer(platform, "1") == "applied"
    assert platform.waiting() == ["final"]
    rating = platform.rating(case_id)
    assert rating is not None
    assert (rating.grade, rating.changes) == (Grade.GOOD, 1)


def test_a_bad_rating_is_looked_into_though_the_applicant_thinks_better_of_it(platform: Platform) -> None:
    case_id = asked(platform)
    answer(platform, "5")
    by = scenes.clerk(scenes.VILLAGE)
    assert scenes.seen(platform.store, by, case_id).state is CaseState.COMPLETED
    answer(platform, "3")
    assert scenes.seen(platform.store, by, case_id).state is CaseState.COMPLETED
    with platform.store.work(by) as work:
        order = rectifications.find(work.conn, case_id, 1)
    assert order is not None
    assert order.closed_at is None


def test_the_same_reply_posted_again_later_does_not_bring_an_old_grade_back(platform: Platform) -> None:
    platform.set_parameter("feedback.max_changes", "9")
    case_id = asked(platform)
    posted(platform, reply_id="first", content="1")
    posted(platform, reply_id="second", content="5")
    assert posted(platform, reply_id="first", content="1", send_time="again") == "duplicate"
    assert platform.rating(case_id).grade is Grade.VERY_BAD  # type: ignore[union-attr]


def test_a_late_answer_is_for_a_person(platform: Platform) -> None:
    case_id = asked(platform)
    platform.advance(timedelta(days=31))
    assert posted(platform) == "applied"
    assert platform.waiting() == ["late"]
    assert platform.rating(case_id) is None


def test_an_answer_changes_a_rating_only_for_some_days(platform: Platform) -> None:
    case_id = asked(platform)
    posted(platform, reply_id="r1", content="4")
    platform.advance(timedelta(days=12))
    posted(platform, reply_id="r2", content="1")
    assert platform.waiting() == ["final"]
    assert platform.rating(case_id).grade is Grade.BAD  # type: ignore[union-attr]


def test_an_answer_after_the_file_was_closed_unanswered_still_counts(platform: Platform) -> None:
    case_id = asked(platform)
    platform.hear(m.ArchiveCase(tenant_id=scenes.ZONE, case_id=case_id, round=1, unanswered=True))
    assert posted(platform) == "applied"
    assert platform.rating(case_id).grade is Grade.VERY_GOOD  # type: ignore[union-attr]


def test_an_answer_to_what_was_only_told_rates_nothing(platform: Platform) -> None:
    case_id = scenes.registered(platform.store, scenes.clerk(scenes.VILLAGE))
    platform.hear(m.TellApplicant(tenant_id=scenes.ZONE, case_id=case_id, purpose="accepted", round=1))
    assert posted(platform, extend="") == "quarantined"


def test_a_batch_of_answers_rates_every_case_it_can(platform: Platform) -> None:
    first, second = asked(platform), asked(platform)
    entries = [
        {"reply_id": str(n), "phone": APPLICANT.phone, "content": "2", "extend": extend}
        for n, extend in enumerate(["001", "777", "002"])
    ]
    assert post(platform, "replies", entries) == 200
    platform.drain()
    assert platform.raw("replies") == ["quarantined"]
    assert platform.rating(first) is not None
    assert platform.rating(second) is not None


def test_a_crash_between_the_rating_and_the_message_rates_once(platform: Platform) -> None:
    # Given a reply whose rating was committed by a process that died before the message was heard
    case_id = asked(platform)
    entry = {"reply_id": "r", "phone": APPLICANT.phone, "content": "2", "extend": "001"}
    assert post(platform, "replies", entry) == 200

    class Dead(Exception): ...

    def hear(consumer: str, tenant_id: str, message_id: UUID) -> object:
        if consumer != REPLIES:
            raise Dead
        return platform.store.hearing(consumer, tenant_id, message_id)

    whole, platform.deps = platform.deps, replace(platform.deps, hear=hear)
    with pytest.raises(Dead):
        platform.drain()
    # When it is heard again
    platform.deps = whole
    platform.drain()
    # Then it counts once, and says so
    assert platform.raw("replies") == ["applied"]
    assert platform.rating(case_id).changes == 0  # type: ignore[union-attr]
