"""Notify put together: which suppliers there are, and what is said where one cannot be reached."""

import pytest
from msgspec.structs import replace

from services.notify import main
from shared.kernel.settings import BadSettings, Settings
from shared.store.engine import Store

SIMULATOR = "http://127.0.0.1:9"


@pytest.fixture
def demo(settings: Settings) -> Settings:
    return replace(settings, demo=True, sms_url=SIMULATOR)


def test_only_suppliers_with_weight_are_asked_for_their_settings(demo: Settings, store: Store) -> None:
    assert list(main.suppliers(demo, store)) == ["aliyun", "http"]


def test_outside_a_demonstration_beside_its_simulator_every_supplier_needs_settings_of_its_own(
    demo: Settings, store: Store
) -> None:
    with pytest.raises(BadSettings, match="BANGBAN_SMS_ALIYUN_URL is missing"):
        main.suppliers(replace(demo, demo=False), store)
    with pytest.raises(BadSettings, match="BANGBAN_SMS_ALIYUN_KEY is missing"):
        main.suppliers(replace(demo, sms_url="http://simulator:9600"), store)


def test_a_demonstration_without_an_address_prints_and_calls_nobody(demo: Settings, store: Store) -> None:
    alone = replace(demo, sms_url="")
    assert list(main.suppliers(alone, store)) == ["console"]
    assert main.voices(alone, store) == {}


def test_a_demonstration_calls_its_simulator_and_nothing_else_calls_without_weight(
    demo: Settings, store: Store
) -> None:
    assert list(main.voices(demo, store)) == ["voice"]
    assert main.voices(replace(demo, demo=False), store) == {}
    assert main.voices(replace(demo, sms_url="http://simulator:9600"), store) == {}


def test_what_is_missing_is_named_before_anything_starts(demo: Settings, store: Store) -> None:
    with pytest.raises(BadSettings, match="BANGBAN_SMS_SECRET is missing"):
        main.suppliers(replace(demo, sms_secret=""), store)


def test_a_demonstration_does_not_call_the_real_supplier_by_a_name_of_its_own(demo: Settings, store: Store) -> None:
    elsewhere = replace(demo, suppliers={"BANGBAN_VOICE_ALIYUN_URL": "https://evil.example"})
    with pytest.raises(BadSettings, match="is at dyvmsapi"):
        main.voices(elsewhere, store)
