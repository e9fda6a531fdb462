"""A message through a public cloud: its own text filled in our order, and no second one without proof."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from deploy.simulator.exchange import KEY_ID
from deploy.simulator.modes import Order
from services.notify.adapters.aliyun import Key
from services.notify.adapters.aliyun_sms import AliyunSms
from services.notify.adapters.fake import FakeSupplier
from shared.contracts import messages as m
from shared.domain.access.actor import platform as of_platform
from shared.domain.texting.templates import Approval, Values
from shared.ports.sms import Answer, Meaning
from shared.ports.sms_clouds import AliyunSmsData, TencentSmsData
from shared.store import sms_data, sms_templates
from tests import scenes
from tests.scenes import ZONE
from tests.services.notify.conftest import WAIT
from tests.services.notify.platform import Platform, completed
from tests.suppliers import shipped

NAME = "cloud"


def approve(platform: Platform, purpose: str, code: str) -> None:
    """The supplier took the text in force, and calls it so."""
    with platform.store.work(of_platform(ZONE)) as work:
        text = sms_data.text_for(work.conn, [ZONE], purpose)
        approved = sms_templates.Template(
            tenant_id=ZONE,
            purpose=purpose,
            version=text.version,
            supplier=NAME,
            state=Approval.APPROVED,
            code=code,
            at=work.now,
        )
        sms_templates.put(work.conn, approved)


@pytest.fixture
def cloud(platform: Platform) -> Iterator[Platform]:
    """The platform with one supplier, which approved one text."""
    data, settings = replace(shipped(AliyunSmsData), id=NAME), platform.settings
    supplier = AliyunSms(data, settings.sms_url, Key(KEY_ID, settings.sms_secret), timeout=WAIT)
    platform.deps = replace(platform.deps, suppliers={NAME: supplier})
    approve(platform, "accepted", "SMS_9")
    yield platform
    supplier.close()


def told(cloud: Platform) -> tuple[UUID, dict[str, Any]]:
    case_id = scenes.registered(cloud.store, scenes.clerk(scenes.VILLAGE))
    cloud.hear(m.TellApplicant(tenant_id=ZONE, case_id=case_id, purpose="accepted", round=1))
    return case_id, cloud.sms(case_id, "accepted")


def test_its_text_is_filled_in_the_order_of_our_places(cloud: Platform) -> None:
    _, row = told(cloud)
    (words,) = cloud.on_phone()
    item, number, due, phone = words.removeprefix("【稀土高新区帮您办】[SMS_9] ").split("，")
    assert (row["state"], item, number[:7]) == ("accepted", "高龄津贴申领", "150271-")
    assert due.endswith("日")
    assert phone


def test_a_message_whose_answer_was_lost_is_found_in_the_details_and_not_sent_again(cloud: Platform) -> None:
    cloud.exchange.modes.set(Order(mode="timeout-after-accept", times=1))
    case_id, row = told(cloud)
    assert row["state"] == "unknown"
    cloud.ring_timers(2)
    assert cloud.sms(case_id, "accepted")["state"] in ("accepted", "delivered")
    assert (len(cloud.on_phone()), cloud.doubled()) == (1, 0)


def test_a_clock_that_runs_ahead_by_days_loses_no_message_among_the_details_of_a_day(cloud: Platform) -> None:
    cloud.set_parameter("sms.query_tries", "1")
    cloud.exchange.modes.set(Order(mode="timeout-after-accept", times=1))
    case_id, _ = told(cloud)
    cloud.advance(timedelta(days=2))
    cloud.ring_timers(2)
    assert cloud.sms(case_id, "accepted")["state"] in ("accepted", "delivered")
    assert (len(cloud.on_phone()), cloud.doubled()) == (1, 0)


def test_details_of_another_phone_prove_nothing(cloud: Platform) -> None:
    cloud.exchange.modes.set(Order(mode="lose", times=1))
    case_id, row = told(cloud)
    with cloud.owner.begin() as conn:
        conn.exec_driver_sql("update reply_routes set phone_token = 'x'")
    cloud.ring_timers(12)
    after = cloud.sms(case_id, "accepted")
    assert (row["state"], after["state"], after["queries"], after["attempts"]) == ("unknown", "unknown", 0, 1)


def test_a_text_it_did_not_approve_waits_for_a_person(cloud: Platform) -> None:
    case_id = completed(cloud.store)
    cloud.ask(case_id)
    assert cloud.sms(case_id)["state"] == "stuck"
    assert cloud.on_phone() == []


def limited(cloud: Platform, takes: Values) -> None:
    """The supplier takes such values only."""
    assert takes != Values(), "what is shipped says what they take"
    cloud.deps.suppliers[NAME].takes = takes


def test_a_long_name_is_shortened_to_what_the_supplier_takes(cloud: Platform) -> None:
    limited(cloud, replace(shipped(AliyunSmsData).takes, longest=30))
    with cloud.owner.begin() as conn:
        long = "replace(document, '高龄津贴申领', repeat('高龄津贴', 12))"
        conn.exec_driver_sql(f"update item_versions set document = {long} where code = 'MZ001'")
        conn.exec_driver_sql("update reference_version set version = version + 1")
    _, row = told(cloud)
    (words,) = cloud.on_phone()
    item = words.removeprefix("【稀土高新区帮您办】[SMS_9] ").split("，")[0]
    assert row["state"] == "accepted"
    assert len(item) <= 30
    assert item.endswith("…")


def test_a_value_that_cannot_be_shortened_is_refused_before_anything_is_sent(cloud: Platform) -> None:
    limited(cloud, shipped(TencentSmsData).takes)
    _, row = told(cloud)
    assert (row["state"], row["code"], row["attempts"]) == ("stuck", "variable.length", 0)
    assert cloud.on_phone() == []


def test_such_a_text_goes_by_a_supplier_that_takes_it(cloud: Platform) -> None:
    limited(cloud, shipped(TencentSmsData).takes)
    other = FakeSupplier()
    cloud.deps = replace(cloud.deps, suppliers={**cloud.deps.suppliers, "http": other})
    _, row = told(cloud)
    assert (row["supplier"], row["state"], len(other.taken)) == ("http", "accepted", 1)


def test_no_link_goes_into_a_text_of_a_supplier_that_lets_none_pass(cloud: Platform) -> None:
    approve(cloud, "rating", "SMS_8")
    case_id = completed(cloud.store)
    cloud.ask(case_id)
    row = cloud.sms(case_id)
    assert (row["state"], row["code"], row["attempts"]) == ("stuck", "variable.link", 0)
    assert cloud.on_phone() == []


def test_a_text_that_only_the_one_who_is_busy_takes_waits_for_it_and_is_for_nobody(cloud: Platform) -> None:
    limited(cloud, shipped(TencentSmsData).takes)
    other = FakeSupplier()
    other.plan(Answer(meaning=Meaning.RETRY_LATER, code="busy"))
    cloud.deps = replace(cloud.deps, suppliers={**cloud.deps.suppliers, "http": other})
    case_id, row = told(cloud)
    assert row["state"] == "waiting"
    cloud.ring_timers()
    row = cloud.sms(case_id, "accepted")
    assert (row["supplier"], row["state"], len(other.taken)) == ("http", "accepted", 1)
