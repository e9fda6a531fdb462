"""What every voice supplier keeps, whichever it is: run on all that are shipped, which are found, not listed."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

import services.notify.adapters as adapters
from deploy.seeding import bundle
from deploy.simulator import main as simulator
from deploy.simulator.exchange import KEY_ID, Exchange
from services.notify.adapters.aliyun import Key
from services.notify.adapters.aliyun_voice import AliyunVoice
from services.notify.adapters.fake_voice import FakeVoice
from shared.kernel.settings import Settings
from shared.ports.sms import Malformed, Meaning
from shared.ports.voice import OPEN, CallOutcome, Outcall, Placed, Script, VoiceSupplier
from tests.httpserver import free_port, serving

PHONE = "13804726021"
AT = datetime(2026, 11, 23, 2, tzinfo=UTC)

SECRET = "shared-with-the-supplier"


def shipped() -> list[type[VoiceSupplier]]:
    """Every implementation in the adapters of notify."""
    for module in pkgutil.iter_modules(adapters.__path__):
        importlib.import_module(f"{adapters.__name__}.{module.name}")
    return sorted(VoiceSupplier.__subclasses__(), key=lambda one: one.__name__)


def _fake(_stack: ExitStack) -> VoiceSupplier:
    return FakeVoice()


def _aliyun(stack: ExitStack) -> VoiceSupplier:
    """Against the simulator, over a socket."""
    exchange = Exchange("http://127.0.0.1:1", SECRET)
    exchange.start()
    stack.callback(exchange.stop)
    url = stack.enter_context(serving(simulator.build(Settings(home=Path()), exchange), free_port()))
    supplier = AliyunVoice(bundle.read().voices.supplier[0], url, Key(KEY_ID, SECRET))
    stack.callback(supplier.close)
    return supplier


MAKE: dict[str, Callable[[ExitStack], VoiceSupplier]] = {"AliyunVoice": _aliyun, "FakeVoice": _fake}
"""How each is made here. One that is missing fails the suite."""


@pytest.fixture(params=shipped(), ids=lambda kind: kind.__name__)
def supplier(request: pytest.FixtureRequest) -> Iterator[VoiceSupplier]:
    with ExitStack() as stack:
        yield MAKE[request.param.__name__](stack)


def outcall(reference: str = "v1") -> Outcall:
    return Outcall(
        reference=reference,
        phone=PHONE,
        script=Script.IVR,
        template="TTS_1",
        params={"number": "BT1"},
        keys="12345",
    )


def test_all_forms_are_shipped() -> None:
    assert {kind.__name__ for kind in shipped()} == set(MAKE)


def test_a_call_is_placed_and_known_afterwards(supplier: VoiceSupplier) -> None:
    answer = supplier.call(outcall())
    assert answer.meaning is Meaning.ACCEPTED
    assert answer.supplier_id
    asked = supplier.query(Placed(call_id=answer.supplier_id, script=Script.IVR, at=AT))
    assert asked.outcome in (CallOutcome.UNDER_WAY, CallOutcome.HEARD, CallOutcome.NOT_FOUND)


def test_what_was_never_placed_proves_no_end(supplier: VoiceSupplier) -> None:
    assert supplier.query(Placed(call_id="never", script=Script.TTS, at=AT)).outcome in OPEN


@pytest.mark.parametrize("body", ["", "{", "[]", "3", '"x"', "[1]", "{}", "[" * 5000, '{"a": NaN}', "[{}]"])
def test_nonsense_that_is_posted_is_malformed(supplier: VoiceSupplier, body: str) -> None:
    with pytest.raises(Malformed):
        supplier.reports(body)


def test_nothing_that_may_be_logged_shows_a_phone(supplier: VoiceSupplier) -> None:
    supplier.call(outcall())
    assert PHONE not in repr(outcall())


@pytest.mark.parametrize("reference", ["", "sixteen-bytes-16", "六个汉字太长"])
def test_a_reference_the_supplier_could_not_keep_is_refused(reference: str) -> None:
    with pytest.raises(ValueError, match="1 to 15 bytes"):
        outcall(reference)


def test_the_fake_counts_every_ring_and_ends_calls_as_told() -> None:
    fake = FakeVoice()
    fake.call(outcall())
    fake.call(outcall())
    report = fake.end("v1", CallOutcome.HEARD, keys="2", seconds=21)
    assert fake.calls["v1"] == 2
    assert fake.reports(msgspec.json.encode([report]).decode()) == (report,)
