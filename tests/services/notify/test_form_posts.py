"""A supplier that posts forms, by the example that is shipped: in by the gateway's door, understood by notify."""

import time
from collections.abc import Iterator
from urllib.parse import urlencode
from uuid import UUID

import httpx
import msgspec
import pytest
from msgspec.structs import replace
from sqlalchemy import text

from services.notify.adapters.http_gateway import HttpSupplier
from shared.domain.feedback.grades import Grade
from shared.kernel.settings import Settings
from shared.ports.signing import hook_secret_of, sign
from tests import scenes
from tests.peers.recorder import recording
from tests.services.notify.platform import Platform, completed
from tests.services.notify.test_gateway_by_data import ACCOUNT, SECRET, example

OK = b'{"result": 0, "taskid": "77"}'


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The key of the city's platform is known."""
    return replace(settings, suppliers={"BANGBAN_SMS_CITY_SECRET": SECRET})


@pytest.fixture
def city(platform: Platform) -> Iterator[Platform]:
    """All messages go by the city's platform, where the prompt is approved."""
    data = example("city")
    with recording(OK) as recorder, platform.owner.begin() as conn:
        supplier = HttpSupplier(data, f"http://{recorder.host}", SECRET, 2, ACCOUNT)
        platform.deps = replace(platform.deps, suppliers={"city": supplier})
        conn.execute(text("delete from sms_suppliers"))
        conn.execute(
            text("insert into sms_suppliers (tenant_id, id, weight, document) values ('1502', 'city', 1, :document)"),
            {"document": msgspec.json.encode(data).decode()},
        )
        conn.execute(
            text(
                "insert into sms_templates (tenant_id, purpose, version, supplier, state, code, at)"
                " select tenant_id, purpose, version, 'city', 'approved', 'T0002', now() from sms_texts"
                " where purpose = 'rating'"
            )
        )
        conn.commit()
        yield platform
        supplier.close()


def asked(city: Platform) -> UUID:
    """A case whose applicant was asked."""
    case_id = completed(city.store)
    city.ask(case_id)
    assert city.sms(case_id)["supplier"] == "city"
    return case_id


def posted(city: Platform, what: str, body: bytes, key: str = SECRET) -> httpx.Response:
    """A form as the city's platform posts it, signed over its bytes, and heard."""
    stamp = str(int(time.time()))
    headers = {"X-Timestamp": stamp, "X-Signature": sign(key, stamp, body)}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    secret = hook_secret_of(city.settings.hook_secret, "city")
    address = f"http://127.0.0.1:{city.settings.port}/hooks/sms/{secret}/city/{what}"
    answer = httpx.post(address, content=body, headers=headers)
    city.drain()
    return answer


def form(**fields: str) -> bytes:
    return urlencode(fields).encode()


def a_reply(content: str, moid: str = "m-1") -> bytes:
    return form(moid=moid, mobile=scenes.APPLICANT.phone, content=content, subcode="001")


def test_a_receipt_in_a_form_is_answered_in_their_words_and_settles_the_message(city: Platform) -> None:
    sms = city.sms(asked(city))
    answer = posted(city, "receipts", form(extId=sms["reference"], taskid="77", stat="1"))
    assert (answer.status_code, answer.json()) == (200, {"result": 0})
    assert city.raw("receipts") == ["applied"]
    assert city.sms(sms["case_id"])["state"] == "delivered"


def test_a_reply_in_a_form_rates_the_case_once_however_often_it_is_posted(city: Platform) -> None:
    case_id = asked(city)
    for _ in range(3):
        assert posted(city, "replies", a_reply("不满意。 谢谢&再见 +")).status_code == 200
    assert city.raw("replies") == ["applied"]
    assert city.waiting() == ["unclear"]
    posted(city, "replies", a_reply("不满意。 谢谢", "m-2"))
    assert city.rating(case_id).grade is Grade.BAD  # type: ignore[union-attr]


def test_a_form_that_another_signed_or_that_was_changed_leaves_nothing_behind(city: Platform) -> None:
    asked(city)
    assert posted(city, "replies", a_reply("1"), key="another secret").status_code == 403
    assert posted(city, "replies", b"").status_code == 400
    assert city.raw("replies") == []


@pytest.mark.parametrize("body", [b"extId=%B7%C7&stat=1", b"extId", b"stat=1", b"extId=%00&stat=1", b"<xml/>"])
def test_a_body_that_is_no_form_of_theirs_waits_for_a_person(city: Platform, body: bytes) -> None:
    assert posted(city, "receipts", body).status_code == 200
    assert city.raw("receipts") == ["quarantined"]
