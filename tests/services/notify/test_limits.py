"""What holds a message back, through notify's front door, why and until when; and who wants none gets none."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import text

from shared.domain.deadlines.calendar import local_date
from shared.store import opt_outs, reply_routes, sms_spending
from shared.store.persons import Person
from tests import scenes
from tests.services.notify.platform import Platform, completed
from tests.services.notify.test_replies import answer

OTHER = replace(scenes.APPLICANT, phone="13804726022")


def told(platform: Platform, person: Person = scenes.APPLICANT) -> UUID:
    case_id = completed(platform.store, person)
    platform.ask(case_id)
    return case_id


def stands(platform: Platform, case_id: UUID) -> tuple[str, str]:
    row = platform.sms(case_id)
    return row["state"], row["code"]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("sms.hour_cap", "1", "hour_cap"),
        ("sms.purpose_day_cap", "1", "purpose_cap"),
        ("sms.tenant_day_cap", "1", "tenant_cap"),
        ("sms.month_budget", "0.1", "budget"),
    ],
)
def test_a_limit_holds_the_next_message_and_says_why_and_until_when(
    platform: Platform, key: str, value: str, code: str
) -> None:
    # Given a limit of one message, or of two segments' money
    platform.set_parameter(key, value)
    told(platform)
    # When another one is to go
    held = told(platform)
    # Then it waits in sight
    assert stands(platform, held) == ("waiting", code)
    until = platform.sms(held)["held_until"]
    assert until > datetime.now(UTC) + platform.morning
    assert len(platform.on_phone()) == 1
    # and goes when its time has come and nothing holds it any more
    platform.set_parameter(key, "0")
    platform.advance(until - platform.morning - datetime.now(UTC) + timedelta(minutes=1))
    platform.ring_timers()
    assert stands(platform, held)[0] in ("accepted", "delivered")


def test_limits_of_a_phone_count_its_own_messages_and_limits_of_a_tenant_everybodys(platform: Platform) -> None:
    platform.set_parameter("sms.day_cap", "1")
    told(platform)
    assert stands(platform, told(platform))[1] == "day_cap"
    assert stands(platform, told(platform, OTHER))[0] in ("accepted", "delivered")
    platform.set_parameter("sms.tenant_day_cap", "2")
    third = replace(OTHER, phone="13804726023")
    assert stands(platform, told(platform, third)) == ("waiting", "tenant_cap")


def test_what_was_sent_is_counted_with_its_segments_once_whatever_the_attempts(platform: Platform) -> None:
    case_id = told(platform)
    assert platform.sms(case_id)["segments"] == 2
    platform.ring_timers(2)
    with platform.store.work(scenes.clerk(scenes.ZONE)) as work:
        spent = sms_spending.spent(work.conn, scenes.ZONE, "rating", local_date(work.now))
    assert (spent.messages, spent.segments, spent.purpose_today) == (1, 2, 1)


def test_a_refusal_that_comes_while_a_message_is_claimed_counts(platform: Platform) -> None:
    # Given a refusal that is written down and not yet committed
    case_id = completed(platform.store)
    with ThreadPoolExecutor(1) as pool:
        with platform.store.work(scenes.clerk(scenes.ZONE)) as work:
            token = reply_routes.phone_token(work.keys.token_key, scenes.APPLICANT.phone)
            reply_routes.hold(work.conn, token)
            assert opt_outs.put(work.conn, scenes.ZONE, token, "reply", work.now)
            # When a message to that phone is claimed meanwhile
            claiming = pool.submit(platform.ask, case_id)
            while not claiming.done() and not _waits(platform):
                time.sleep(0.02)
        claiming.result(20)
    # Then it does not go out
    assert stands(platform, case_id) == ("failed", "opted_out")
    assert platform.on_phone() == []


def _waits(platform: Platform) -> bool:
    """Whether somebody waits for a phone that another holds."""
    with platform.owner.connect() as conn:
        asked = text("select exists (select from pg_locks where locktype = 'advisory' and not granted)")
        return bool(conn.execute(asked).scalar_one())


def test_a_phone_that_wants_no_more_gets_none_until_a_person_lets_it(platform: Platform) -> None:
    # Given somebody who answered TD
    told(platform)
    assert answer(platform, "ＴＤ") == "applied"
    # When something is to be said to that phone, from whichever district, and to another one
    refused, other = told(platform), told(platform, OTHER)
    # Then only the other one hears of it
    assert stands(platform, refused) == ("failed", "opted_out")
    assert stands(platform, other)[0] in ("accepted", "delivered")
    assert len(platform.on_phone()) == 1
    # When a person lets it
    with platform.store.work(scenes.clerk(scenes.ZONE)) as work:
        token = reply_routes.phone_token(work.keys.token_key, scenes.APPLICANT.phone)
        assert opt_outs.release(work.conn, token, "somebody", "本人来电要求恢复", work.now)
        assert not opt_outs.release(work.conn, token, "somebody", "再来一次", work.now)
    assert stands(platform, told(platform))[0] in ("accepted", "delivered")


@pytest.mark.parametrize("phone", ["14412345678", "17401234567", "19412345678"])
def test_a_number_that_is_no_public_mobile_number_is_not_called(platform: Platform, phone: str) -> None:
    case_id = told(platform, replace(scenes.APPLICANT, phone=phone))
    assert stands(platform, case_id) == ("failed", "phone.range")
    assert platform.exchange.phones.counts() == {}
