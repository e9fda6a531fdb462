"""What every SMS supplier keeps, whichever it is: run on all that are shipped, which are found, not listed."""

import importlib
import io
import pkgutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

import services.notify.adapters as adapters
from deploy.simulator import main as simulator
from deploy.simulator.exchange import KEY_ID, Exchange
from services.notify.adapters.aliyun import Key
from services.notify.adapters.aliyun_sms import AliyunSms
from services.notify.adapters.console import ConsoleSupplier
from services.notify.adapters.fake import FakeSupplier
from services.notify.adapters.http_gateway import HttpSupplier
from services.notify.adapters.tencent_sms import TencentSms
from shared.kernel.clock import real_now
from shared.kernel.settings import Settings
from shared.ports.sms import FateKind, Malformed, Meaning, Outgoing, Sent, SmsSupplier
from shared.ports.sms_clouds import AliyunSmsData, TencentSmsData
from shared.ports.sms_gateway import Gateway
from tests.httpserver import free_port, serving
from tests.suppliers import shipped as data_of

SECRET = "shared-with-the-gateway"
PHONE = "13804726021"


def shipped() -> list[type[SmsSupplier]]:
    """Every implementation in the adapters of notify."""
    for module in pkgutil.iter_modules(adapters.__path__):
        importlib.import_module(f"{adapters.__name__}.{module.name}")
    return sorted(SmsSupplier.__subclasses__(), key=lambda one: one.__name__)


def _console(_stack: ExitStack) -> SmsSupplier:
    return ConsoleSupplier(io.StringIO())


def _fake(_stack: ExitStack) -> SmsSupplier:
    return FakeSupplier()


def _simulated(stack: ExitStack) -> str:
    """The address of a simulator, over a socket."""
    exchange = Exchange("http://127.0.0.1:1", SECRET)
    exchange.start()
    stack.callback(exchange.stop)
    return stack.enter_context(serving(simulator.build(Settings(home=Path()), exchange), free_port()))


def _http(stack: ExitStack) -> SmsSupplier:
    supplier = HttpSupplier(data_of(Gateway), _simulated(stack), SECRET)
    stack.callback(supplier.close)
    return supplier


def _aliyun(stack: ExitStack) -> SmsSupplier:
    supplier = AliyunSms(data_of(AliyunSmsData), _simulated(stack), Key(KEY_ID, SECRET))
    stack.callback(supplier.close)
    return supplier


def _tencent(stack: ExitStack) -> SmsSupplier:
    supplier = TencentSms(data_of(TencentSmsData), _simulated(stack), Key(KEY_ID, SECRET))
    stack.callback(supplier.close)
    return supplier


MAKE: dict[str, Callable[[ExitStack], SmsSupplier]] = {
    "AliyunSms": _aliyun,
    "ConsoleSupplier": _console,
    "FakeSupplier": _fake,
    "HttpSupplier": _http,
    "TencentSms": _tencent,
}
"""How each is made here. One that is missing fails the suite."""


@pytest.fixture(params=shipped(), ids=lambda kind: kind.__name__)
def supplier(request: pytest.FixtureRequest) -> Iterator[SmsSupplier]:
    with ExitStack() as stack:
        yield MAKE[request.param.__name__](stack)


def outgoing(reference: str = "ref-1") -> Outgoing:
    values = {"item": "高龄津贴", "number": "150271-1", "due": "12月1日", "phone": "12345"}
    return Outgoing(
        reference=reference,
        phone=PHONE,
        text="已办结",
        sign="帮您办",
        extension="001",
        purpose="accepted",
        params=values,
    )


def asked(supplier: SmsSupplier, reference: str) -> FateKind:
    """What it says of a reference, once it says something or a while has passed."""
    sent, end = Sent(phone=PHONE, at=real_now()), time.monotonic() + 5
    while (kind := supplier.query(reference, sent).kind) is FateKind.UNKNOWN and time.monotonic() < end:
        time.sleep(0.05)
    return kind


def test_all_forms_are_shipped() -> None:
    assert {kind.__name__ for kind in shipped()} == set(MAKE)


def test_it_has_a_name_and_says_what_it_can(supplier: SmsSupplier) -> None:
    assert supplier.id
    assert {supplier.can_query, supplier.holds_reference, supplier.needs_template} <= {True, False}


def test_a_message_is_accepted_and_known_afterwards(supplier: SmsSupplier) -> None:
    answer = supplier.send(outgoing())
    assert answer.meaning is Meaning.ACCEPTED
    assert answer.supplier_id
    if supplier.can_query:
        assert asked(supplier, "ref-1") in (FateKind.ACCEPTED, FateKind.DELIVERED)
    else:
        assert supplier.query("ref-1").kind is FateKind.UNKNOWN


def test_the_same_reference_again_is_no_second_message_where_they_hold_it(supplier: SmsSupplier) -> None:
    supplier.send(outgoing())
    again = supplier.send(outgoing())
    assert again.meaning is (Meaning.DUPLICATE if supplier.holds_reference else Meaning.ACCEPTED)


def test_what_it_never_got_is_not_found_or_nothing_is_said_of_it(supplier: SmsSupplier) -> None:
    silent = not supplier.can_query or isinstance(supplier, TencentSms)
    found = supplier.query("never", Sent(phone=PHONE, at=real_now())).kind
    assert found is (FateKind.UNKNOWN if silent else FateKind.NOT_FOUND)


def test_without_a_text_they_approved_nothing_is_sent(supplier: SmsSupplier) -> None:
    answer = supplier.send(msgspec.structs.replace(outgoing(), purpose="rating", params={}))
    assert answer.meaning is (Meaning.REFUSED_CONFIG if supplier.needs_template else Meaning.ACCEPTED)


def test_a_code_of_the_register_goes_before_that_of_the_data(supplier: SmsSupplier) -> None:
    registered = msgspec.structs.replace(outgoing(), purpose="rating", template="T1", params={"item": "津贴"})
    assert supplier.send(registered).meaning is Meaning.ACCEPTED


@pytest.mark.parametrize("body", ["", "{", "[]", "3", '"x"', "[1]", "{}", "[" * 5000, '{"a": NaN}', "[{}]"])
def test_nonsense_that_is_posted_is_malformed(supplier: SmsSupplier, body: str) -> None:
    with pytest.raises(Malformed):
        supplier.receipts(body)
    with pytest.raises(Malformed):
        supplier.replies(body)


def test_it_reads_one_or_many_receipts_and_replies(supplier: SmsSupplier) -> None:
    ours = {
        "reference": "r",
        "supplier_id": "s",
        "status": "delivered",
        "phone": PHONE,
        "text": "1",
        "extension": "001",
    }
    theirs = {"out_id": "r", "msg_id": "s", "reply_id": "s", "content": "1", "extend": "001"}
    of_aliyun = {"biz_id": "s", "success": True, "phone_number": PHONE, "dest_code": "1069001", "sequence_id": "s"}
    of_tencent = {"report_status": "SUCCESS", "sid": "s", "ext": "r", "mobile": f"+86{PHONE}", "time": 17}
    entry = {**ours, **theirs, **of_aliyun, **of_tencent}
    one, many = msgspec.json.encode(entry).decode(), msgspec.json.encode([entry, entry]).decode()
    (receipt,) = supplier.receipts(one)
    assert (receipt.reference, receipt.fate.kind) == ("r", FateKind.DELIVERED)
    (reply,) = supplier.replies(one)
    assert (reply.phone, reply.extension, reply.text) == (PHONE, "001", "1")
    assert reply.supplier_id == "s" or isinstance(supplier, TencentSms)  # they number no replies
    assert reply == supplier.replies(one)[0]
    assert (len(supplier.receipts(many)), len(supplier.replies(many))) == (2, 2)


def test_nothing_that_may_be_logged_shows_a_phone(supplier: SmsSupplier) -> None:
    supplier.send(outgoing())
    assert PHONE not in repr(outgoing())


def test_the_console_says_that_it_is_a_stand_in_and_prints_no_number() -> None:
    out = io.StringIO()
    ConsoleSupplier(out).send(outgoing())
    assert "STAND-IN" in out.getvalue()
    assert "【帮您办】已办结" in out.getvalue()
    assert PHONE not in out.getvalue()
