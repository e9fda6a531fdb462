"""Suppliers are reached at hosts of theirs, under settings that are all there, or notify does not start."""

from pathlib import Path

import pytest

from services.notify.adapters import addresses
from shared.kernel import settings
from shared.ports.sms import Meaning
from shared.ports.sms_clouds import AliyunSmsData, TencentSmsData
from shared.ports.sms_gateway import Gateway
from shared.ports.supplier_data import ANY_CODE
from tests.suppliers import shipped

GIVEN = {
    "BANGBAN_SMS_ALIYUN_URL": "https://dysmsapi.aliyuncs.com",
    "BANGBAN_SMS_ALIYUN_KEY": "id",
    "BANGBAN_SMS_ALIYUN_SECRET": "secret",
}


def problems(url: str = "https://dysmsapi.aliyuncs.com", demo: bool = False, **wrong: str) -> list[str]:
    given = {**GIVEN, "BANGBAN_SMS_ALIYUN_URL": url, **wrong}
    return addresses.problems([shipped(AliyunSmsData)], given, demo)


def test_what_is_all_there_and_leads_to_the_supplier_is_well() -> None:
    assert problems() == []


def test_every_setting_that_is_missing_is_named() -> None:
    assert addresses.problems([shipped(AliyunSmsData)], {}, demo=False) == [
        "BANGBAN_SMS_ALIYUN_KEY is missing",
        "BANGBAN_SMS_ALIYUN_SECRET is missing",
        "BANGBAN_SMS_ALIYUN_URL is missing",
    ]


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("https://evil.example", "names evil.example, the supplier aliyun is at dysmsapi.aliyuncs.com"),
        ("https://dysmsapi.aliyuncs.com.evil.example", "is at dysmsapi.aliyuncs.com"),
        ("https://dysmsapi.aliyuncs.com:8443", "names dysmsapi.aliyuncs.com:8443"),
        ("https://dysmsapi.aliyuncs.com@evil.example", "should read like"),
        ("ftp://dysmsapi.aliyuncs.com", "should read like"),
        ("dysmsapi.aliyuncs.com", "should read like"),
        ("https://dysmsapi.aliyuncs.com:port", "is no address"),
        ("http://127.0.0.1:9600", "names 127.0.0.1:9600"),
    ],
)
def test_another_address_is_refused_in_words(url: str, fault: str) -> None:
    (said,) = problems(url)
    assert fault in said


def test_a_demonstration_may_call_this_very_machine() -> None:
    assert problems("http://127.0.0.1:9600", demo=True) == []
    assert problems("http://10.0.0.1:9600", demo=True) != []


def test_a_gateway_without_a_list_is_where_its_setting_says() -> None:
    given = {"BANGBAN_SMS_URL": "http://10.1.2.3:8080/sms", "BANGBAN_SMS_SECRET": "s"}
    assert addresses.problems([shipped(Gateway)], given, demo=False) == []


def test_settings_hold_what_belongs_to_suppliers_under_their_own_names() -> None:
    env = {**GIVEN, "BANGBAN_VOICE_ALIYUN_URL": "https://dyvmsapi.aliyuncs.com", "PATH": "/bin", "BANGBAN_SMS_X": ""}
    found = settings.read({"BANGBAN_HOME": str(Path()), **env}).suppliers
    assert found == {**GIVEN, "BANGBAN_VOICE_ALIYUN_URL": "https://dyvmsapi.aliyuncs.com"}


@pytest.mark.parametrize("data", [shipped(AliyunSmsData), shipped(TencentSmsData)], ids=lambda data: data.id)
def test_a_code_nobody_knows_is_neither_sent_nor_not_sent(data: AliyunSmsData | TencentSmsData) -> None:
    assert data.codes[ANY_CODE] is Meaning.UNKNOWN
    kinds = {Meaning.RETRY_LATER, Meaning.REFUSED_CONFIG, Meaning.REFUSED_NUMBER, Meaning.REFUSED_TEXT}
    assert kinds <= set(data.codes.values())
