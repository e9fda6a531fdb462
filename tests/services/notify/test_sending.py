"""Sending: once at most, whatever breaks where. Through notify's front door, to a supplier over real HTTP."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from deploy.simulator.modes import Mode, Order
from services.notify.usecases import handing
from shared.contracts import messages as m
from shared.domain.cases.model import CaseState
from shared.domain.texting.segments import units
from shared.kernel.ids import new_id
from shared.store.persons import Person
from shared.store.tables.notify import sms
from tests import scenes
from tests.services.notify.platform import Crash, Platform, completed

HOUR = timedelta(hours=1)


def misbehave(platform: Platform, mode: Mode, times: int | None = None) -> None:
    platform.exchange.modes.set(Order(mode=mode, times=times))


def test_a_completed_round_is_asked_about_once_and_the_message_arrives(platform: Platform) -> None:
    # Given
    case_id = completed(platform.store)
    # When
    platform.ask(case_id)
    platform.until(lambda: platform.sms(case_id)["state"] == "delivered", "no receipt")
    # Then
    (words,) = platform.on_phone()
    assert words.startswith("【稀土高新区帮您办】“高龄津贴申领”已办结，编号150271-")
    assert re.search(rf"{platform.settings.base_url}/r/[\w-]{{22}}$", words)
    row = platform.sms(case_id)
    assert (row["attempts"], row["extension"], row["supplier"]) == (1, "001", "http")
    assert row["supplier_id"].startswith("S")
    assert platform.raw("receipts") == ["applied"]


def test_the_link_in_the_message_opens_the_rating_page(platform: Platform) -> None:
    case_id = completed(platform.store)
    platform.ask(case_id)
    link = platform.on_phone()[0].split()[-1]
    assert httpx.get(link).status_code == 200
    assert httpx.get(link + "x").status_code == 404
    assert platform.rating(case_id) is None


def test_an_acceptance_is_told_with_number_and_date_and_without_name_or_way_to_answer(platform: Platform) -> None:
    case_id = scenes.registered(platform.store, scenes.clerk(scenes.VILLAGE))
    platform.hear(m.TellApplicant(tenant_id=scenes.ZONE, case_id=case_id, purpose="accepted", round=1))
    (words,) = platform.on_phone()
    assert re.search(r"已受理，编号150271-\d{8}-\d{4}-.，我们承诺(\d{4}年)?\d+月\d+日前办结", words)
    assert "大海" not in words
    assert words.endswith("咨询电话0472-5163108。")
    (route,) = platform.routes()
    assert route["extension"] == ""
    assert route["closed_at"] is not None


def test_a_district_without_a_number_of_its_own_names_the_common_hotline(platform: Platform) -> None:
    case_id = scenes.registered(platform.store, scenes.clerk(scenes.FOREIGN))
    platform.hear(m.TellApplicant(tenant_id=scenes.FOREIGN, case_id=case_id, purpose="accepted", round=1))
    assert platform.on_phone()[0].endswith("咨询电话12345。")


def test_texts_keep_within_their_segments_and_carry_no_sign_of_their_own(platform: Platform) -> None:
    longest = max(_items(platform), key=lambda item: units(item[1]))
    person = replace(scenes.APPLICANT, kind="enterprise", name="包头市某某稀土新材料科技股份有限公司")
    case_id = scenes.registered(platform.store, scenes.clerk(scenes.VILLAGE), item=longest[0], person=person)
    platform.hear(m.TellApplicant(tenant_id=scenes.ZONE, case_id=case_id, purpose="accepted", round=1))
    done = completed(platform.store)
    platform.ask(done)
    told, asked = platform.on_phone()
    assert units(told) <= 134
    assert units(asked) <= 134
    for words in (told, asked):
        assert words.count("【") == words.count("】") == 1
        assert words.startswith("【")


def _items(platform: Platform) -> list[tuple[str, str]]:
    with platform.store.work(scenes.clerk(scenes.VILLAGE)) as work:
        items = work.reference.items.values()
        return [(i.code, i.name) for i in items if i.open and "enterprise" in i.applicant_kinds]


def test_the_same_message_three_times_sends_one_sms(platform: Platform) -> None:
    case_id = completed(platform.store)
    message, message_id = m.AskRating(tenant_id=scenes.ZONE, case_id=case_id, round=1), new_id()
    for _ in range(3):
        platform.hear(message, message_id)
    platform.hear(message)  # and another message about the same round
    assert len(platform.on_phone()) == 1
    assert platform.sms(case_id)["attempts"] == 1
    assert platform.doubled() == 0


def test_eight_messages_about_one_round_at_once_send_one_sms(platform: Platform) -> None:
    case_id = completed(platform.store)
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(platform.ask, case_id) for _ in range(8)]:
            done.result()
    assert len(platform.on_phone()) == 1
    assert platform.doubled() == 0


def test_prompts_that_go_to_one_phone_at_once_have_extensions_of_their_own(platform: Platform) -> None:
    cases = [completed(platform.store) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(platform.ask, case_id) for case_id in cases]:
            done.result()
    assert sorted(route["extension"] for route in platform.routes()) == [f"{n:03}" for n in range(1, 7)]
    assert len(platform.on_phone()) == 6


def test_a_round_that_was_taken_back_or_rated_meanwhile_is_not_asked_about(platform: Platform) -> None:
    open_case = scenes.registered(platform.store, scenes.clerk(scenes.VILLAGE))
    platform.ask(open_case)
    done = completed(platform.store)
    platform.ask(done, round_=2)
    assert platform.journal() == []
    assert platform.on_phone() == []


def test_an_answer_that_is_lost_leaves_the_sms_unknown_until_the_supplier_is_asked(platform: Platform) -> None:
    # Given a supplier that takes the message and keeps silent
    misbehave(platform, "timeout-after-accept", times=1)
    platform.exchange.modes.set(Order(mode="drop-receipts", phone="19900000000"))
    case_id = completed(platform.store)
    # When
    platform.ask(case_id)
    # Then nothing is known, and nothing is sent again
    assert platform.sms(case_id)["state"] in ("unknown", "delivered")
    platform.ring_timers()
    # And asked by our reference, the supplier has it
    row = platform.sms(case_id)
    assert row["state"] in ("accepted", "delivered")
    assert row["attempts"] == 1
    assert len(platform.on_phone()) == 1
    assert platform.doubled() == 0


def test_unknown_becomes_accepted_by_asking_alone(platform: Platform) -> None:
    platform.exchange.postman.stop()  # no receipt comes
    misbehave(platform, "timeout-after-accept")
    case_id = completed(platform.store)
    platform.ask(case_id)
    assert (platform.sms(case_id)["state"], platform.sms(case_id)["code"]) == ("unknown", "timeout")
    platform.ring_timers()
    assert platform.sms(case_id)["state"] == "accepted"
    assert len(platform.on_phone()) == 1


def test_not_found_proves_nothing_until_it_was_said_often_enough_for_long_enough(platform: Platform) -> None:
    # Given a message the supplier lost: five tries over thirty minutes are proof
    misbehave(platform, "lose", times=1)
    case_id = completed(platform.store)
    platform.ask(case_id)
    # When it is asked often, but not for long
    platform.ring_timers(6)
    assert (platform.sms(case_id)["state"], platform.sms(case_id)["queries"]) == ("unknown", 6)
    assert platform.on_phone() == []
    # Then only time makes it a proof, and it is sent again once, under the same reference
    platform.advance(HOUR)
    platform.ring_timers()
    row = platform.sms(case_id)
    assert (row["state"], row["attempts"], row["queries"]) == ("accepted", 2, 0)
    assert len(platform.on_phone()) == 1
    platform.ring_timers(3)
    assert platform.sms(case_id)["attempts"] == 2
    assert platform.doubled() == 0


def test_long_silence_without_enough_questions_is_no_proof_either(platform: Platform) -> None:
    misbehave(platform, "lose", times=1)
    case_id = completed(platform.store)
    platform.ask(case_id)
    platform.advance(HOUR)
    platform.ring_timers(4)
    assert (platform.sms(case_id)["state"], platform.sms(case_id)["attempts"]) == ("unknown", 1)
    platform.ring_timers()
    assert platform.sms(case_id)["attempts"] == 2


def test_what_is_lost_every_time_is_given_up_in_sight(platform: Platform) -> None:
    platform.set_parameter("sms.query_tries", "1")
    platform.set_parameter("sms.query_minutes", "0")
    misbehave(platform, "lose")
    case_id = completed(platform.store)
    platform.ask(case_id)
    platform.ring_timers(5)
    row = platform.sms(case_id)
    assert (row["state"], row["code"], row["attempts"]) == ("stuck", "not_accepted", 3)
    assert _audited(platform) == [("sms.stuck", "not_accepted")]


def _audited(platform: Platform) -> list[tuple[str, str]]:
    with platform.owner.connect() as conn:
        rows = conn.execute(text("select act, reason from audit where act like 'sms.%'"))
        return [(row.act, row.reason) for row in rows]


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_around_the_call_leaves_the_message_to_its_timer(platform: Platform, after: bool) -> None:
    # Given a process that dies before, or right after, the supplier was called
    case_id = completed(platform.store)
    message, message_id = m.AskRating(tenant_id=scenes.ZONE, case_id=case_id, round=1), new_id()
    with pytest.raises(Crash):
        platform.hear(message, message_id, platform.dying(after))
    assert platform.sms(case_id)["state"] == "sending"
    # When the broker brings the message again, nothing is sent
    platform.hear(message, message_id)
    assert len(platform.on_phone()) == int(after)
    # Then the timer finds out
    platform.advance(HOUR)
    platform.ring_timers(5)
    row = platform.sms(case_id)
    assert row["state"] in ("accepted", "delivered")
    assert row["attempts"] == (1 if after else 2)
    assert len(platform.on_phone()) == 1
    assert platform.doubled() == 0


def test_a_crash_before_the_claim_leaves_nothing_and_the_message_is_heard_again(platform: Platform) -> None:
    case_id = completed(platform.store)
    message, message_id = m.AskRating(tenant_id=scenes.ZONE, case_id=case_id, round=1), new_id()
    broken = replace(platform.deps, suppliers=None)  # fails inside the claim
    with pytest.raises(TypeError):
        platform.hear(message, message_id, broken)
    assert platform.journal() == []
    platform.hear(message, message_id)
    assert len(platform.on_phone()) == 1


def test_a_refused_message_fails_in_sight_and_frees_its_extension(platform: Platform) -> None:
    misbehave(platform, "refuse")
    case_id = completed(platform.store)
    platform.ask(case_id)
    row = platform.sms(case_id)
    assert (row["state"], row["code"]) == ("failed", "1002")
    assert row["resolved_at"] is not None
    assert platform.routes()[0]["closed_at"] is not None
    platform.ring_timers(2)
    assert platform.sms(case_id)["attempts"] == 1


def test_a_busy_supplier_is_handed_the_message_again_later(platform: Platform) -> None:
    misbehave(platform, "busy", times=1)
    case_id = completed(platform.store)
    platform.ask(case_id)
    assert (platform.sms(case_id)["state"], platform.sms(case_id)["code"]) == ("waiting", "1301")
    platform.ring_timers()
    assert (platform.sms(case_id)["state"], platform.sms(case_id)["attempts"]) == ("accepted", 2)
    assert len(platform.on_phone()) == 1


def test_an_answer_nobody_can_read_is_unknown_and_not_sent_again(platform: Platform) -> None:
    misbehave(platform, "broken", times=1)
    case_id = completed(platform.store)
    platform.ask(case_id)
    platform.ring_timers()
    assert platform.sms(case_id)["state"] in ("accepted", "delivered")
    assert platform.doubled() == 0


def test_a_message_that_is_due_no_longer_is_not_sent_again(platform: Platform) -> None:
    misbehave(platform, "busy", times=1)
    case_id = completed(platform.store)
    platform.ask(case_id)
    with platform.store.work(scenes.clerk(scenes.VILLAGE)) as work:
        case = work.cases.get(case_id)
    assert case.state is CaseState.COMPLETED
    platform.hear(m.ArchiveCase(tenant_id=scenes.ZONE, case_id=case_id, round=1, unanswered=True))
    platform.ring_timers()
    row = platform.sms(case_id)
    assert (row["state"], row["code"], row["attempts"]) == ("failed", "not_wanted", 1)
    assert platform.on_phone() == []


def test_a_phone_gets_so_many_messages_a_day_and_the_next_one_tomorrow(platform: Platform) -> None:
    platform.set_parameter("sms.day_cap", "2")
    cases = [completed(platform.store) for _ in range(3)]
    for case_id in cases:
        platform.ask(case_id)
    assert len(platform.on_phone()) == 2
    assert (platform.sms(cases[2])["state"], platform.sms(cases[2])["code"]) == ("waiting", "day_cap")
    platform.advance(timedelta(days=1))
    platform.ring_timers()
    assert len(platform.on_phone()) == 3


def test_an_impossible_number_is_not_called(platform: Platform) -> None:
    case_id = completed(platform.store, Person(kind="person", name="赵大海", phone="04725163108"))
    platform.ask(case_id)
    row = platform.sms(case_id)
    assert (row["state"], row["code"], row["attempts"]) == ("failed", "phone.impossible", 0)
    assert platform.exchange.phones.counts() == {}


def test_no_connection_is_held_while_the_supplier_is_called(platform: Platform) -> None:
    seen: list[int] = []
    real = platform.deps.suppliers["http"]

    class Watching:
        id, can_query, needs_template, carries_extension = real.id, True, False, True

        def send(self, outgoing: object) -> object:
            seen.append(platform.store.engine.pool.checkedout())  # type: ignore[attr-defined]
            return real.send(outgoing)  # type: ignore[arg-type]

    case_id = completed(platform.store)
    deps = replace(platform.deps, suppliers={"http": Watching()})
    platform.hear(m.AskRating(tenant_id=scenes.ZONE, case_id=case_id, round=1), deps=deps)
    assert seen == [0]


def test_a_claim_that_slept_too_long_is_left_to_its_timer(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing, "WITHIN", timedelta(seconds=-1))
    case_id = completed(platform.store)
    platform.ask(case_id)
    assert platform.sms(case_id)["state"] == "sending"
    assert platform.on_phone() == []


def test_an_unknown_purpose_fails_and_leaves_nothing(platform: Platform) -> None:
    case_id = scenes.registered(platform.store, scenes.clerk(scenes.VILLAGE))
    with pytest.raises(KeyError):
        platform.hear(m.TellApplicant(tenant_id=scenes.ZONE, case_id=case_id, purpose="nonsense", round=1))
    assert platform.journal() == []


def test_the_database_holds_no_phone_in_clear_and_no_second_message_for_a_round(platform: Platform) -> None:
    case_id = completed(platform.store)
    platform.ask(case_id)
    row = platform.sms(case_id)
    assert scenes.APPLICANT.phone not in str(row) + str(platform.routes())
    copy = {**row, "id": new_id(), "reference": "another"}
    with pytest.raises(IntegrityError), platform.owner.begin() as conn:
        conn.execute(sms.insert().values(copy))
