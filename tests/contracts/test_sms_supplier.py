"""What every SMS supplier keeps, whichever it is: run on all that are shipped, which are found, not listed."""

import importlib
import io
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

import services.notify.adapters as adapters
from deploy.seeding import bundle
from deploy.simulator import main as simulator
from deploy.simulator.exchange import Exchange
from services.notify.adapters.console import ConsoleSupplier
from services.notify.adapters.fake import FakeSupplier
from services.notify.adapters.http_gateway import HttpSupplier
from shared.kernel.settings import Settings
from shared.ports.sms import FateKind, Malformed, Meaning, Outgoing, SmsSupplier
from tests.httpserver import free_port, serving

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


def _http(stack: ExitStack) -> SmsSupplier:
    """Against the simulator, over a socket."""
    exchange = Exchange("http://127.0.0.1:1", SECRET)
    exchange.start()
    stack.callback(exchange.stop)
    url = stack.enter_context(serving(simulator.build(Settings(home=Path()), exchange), free_port()))
    supplier = HttpSupplier(bundle.read().suppliers.supplier[0], url, SECRET)
    stack.callback(supplier.close)
    return supplier


MAKE: dict[str, Callable[[ExitStack], SmsSupplier]] = {
    "ConsoleSupplier": _console,
    "FakeSupplier": _fake,
    "HttpSupplier": _http,
}
"""How each is made here. One that is missing fails the suite."""


@pytest.fixture(params=shipped(), ids=lambda kind: kind.__name__)
def supplier(request: pytest.FixtureRequest) -> Iterator[SmsSupplier]:
    with ExitStack() as stack:
        yield MAKE[request.param.__name__](stack)


def outgoing(reference: str = "ref-1") -> Outgoing:
    return Outgoing(reference=reference, phone=PHONE, text="已办结", sign="帮您办", extension="001")


def test_all_three_forms_are_shipped() -> None:
    assert {kind.__name__ for kind in shipped()} == set(MAKE)


def test_it_has_a_name_and_says_whether_it_can_be_asked(supplier: SmsSupplier) -> None:
    assert supplier.id
    assert isinstance(supplier.can_query, bool)


def test_a_message_is_accepted_and_known_afterwards(supplier: SmsSupplier) -> None:
    answer = supplier.send(outgoing())
    assert answer.meaning is Meaning.ACCEPTED
    assert answer.supplier_id
    fate = supplier.query("ref-1")
    assert fate.kind in ((FateKind.ACCEPTED, FateKind.DELIVERED) if supplier.can_query else (FateKind.UNKNOWN,))


def test_the_same_reference_again_is_no_second_message(supplier: SmsSupplier) -> None:
    supplier.send(outgoing())
    again = supplier.send(outgoing())
    assert again.meaning in ((Meaning.DUPLICATE,) if supplier.can_query else (Meaning.ACCEPTED,))


def test_what_it_never_got_is_not_found(supplier: SmsSupplier) -> None:
    assert supplier.query("never").kind is (FateKind.NOT_FOUND if supplier.can_query else FateKind.UNKNOWN)


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
    entry = {**ours, **theirs, "status": "delivered"}
    one, many = msgspec.json.encode(entry).decode(), msgspec.json.encode([entry, entry]).decode()
    (receipt,) = supplier.receipts(one)
    assert (receipt.reference, receipt.fate.kind) == ("r", FateKind.DELIVERED)
    (reply,) = supplier.replies(one)
    assert (reply.phone, reply.extension, reply.text, reply.supplier_id) == (PHONE, "001", "1", "s")
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
