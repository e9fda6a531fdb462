"""The HTTP gateway's adapter against suppliers that misbehave on the wire."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from services.notify.adapters.http_gateway import HttpSupplier
from services.notify.adapters.wire import LARGEST
from shared.ports.sms import FateKind, Meaning, Outgoing
from shared.ports.sms_gateway import Gateway
from tests.httpserver import free_port
from tests.suppliers import shipped

MESSAGE = Outgoing(reference="ref-1", phone="13804726021", text="已办结", sign="帮您办")
PATIENCE = 0.6
Behave = Callable[[socket.socket], None]


@contextlib.contextmanager
def wire(behave: Behave) -> Iterator[HttpSupplier]:
    """A supplier whose every connection behaves so, after it has read the request."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            with contextlib.suppress(TimeoutError, OSError):
                peer, _ = listener.accept()
                with peer:
                    peer.recv(65536)
                    behave(peer)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    supplier = HttpSupplier(shipped(Gateway), f"http://127.0.0.1:{listener.getsockname()[1]}", "secret", PATIENCE)
    try:
        yield supplier
    finally:
        supplier.close()
        over.set()
        thread.join(10)
        listener.close()


def says(body: bytes, head: bytes = b"HTTP/1.1 200 OK") -> Behave:
    length = str(len(body)).encode()
    return lambda peer: peer.sendall(head + b"\r\nContent-Length: " + length + b"\r\nConnection: close\r\n\r\n" + body)


def drips(peer: socket.socket) -> None:
    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    with contextlib.suppress(OSError):
        for _ in range(100):
            peer.sendall(b" ")
            time.sleep(0.1)


def drips_its_head(peer: socket.socket) -> None:
    with contextlib.suppress(OSError):
        peer.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        for _ in range(100):
            peer.sendall(b"a")
            time.sleep(0.1)


def floods(peer: socket.socket) -> None:
    with contextlib.suppress(OSError):
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + b"x" * (LARGEST * 4))


@pytest.mark.parametrize(
    ("behave", "code"),
    [
        (says(b'{"code": 0, "msg_id": {"a": 1}}'), "malformed"),
        (says(b'{"msg_id": "1"}'), "malformed"),
        (says(b'{"code": true}'), "malformed"),
        (says(b"[]"), "malformed"),
        (says(b"not json"), "malformed"),
        (says(b"\xff\xfe"), "malformed"),
        (says(b"[" * 20000), "malformed"),
        (says(b'{"code": 777}'), "777"),
        (says(b"oops", b"HTTP/1.1 500 Oops"), "http_500"),
        (says(b"", b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/"), "http_302"),
        (lambda peer: None, "broken"),
        (lambda peer: time.sleep(PATIENCE * 2), "timeout"),
        (drips, "timeout"),
        (drips_its_head, "timeout"),
        (floods, "too_large"),
    ],
)
def test_what_cannot_be_understood_is_unknown_and_never_taken_for_no(behave: Behave, code: str) -> None:
    with wire(behave) as supplier:
        began = time.monotonic()
        answer = supplier.send(MESSAGE)
        assert (answer.meaning, answer.code) == (Meaning.UNKNOWN, code)
        assert time.monotonic() - began < PATIENCE * 4


@pytest.mark.parametrize("behave", [says(b"nonsense"), says(b'{"code": 777}'), says(b'{"code": 0}'), lambda peer: None])
def test_a_question_without_usable_answer_proves_nothing(behave: Behave) -> None:
    with wire(behave) as supplier:
        assert supplier.query("ref-1").kind is FateKind.UNKNOWN


def test_a_request_that_never_left_may_be_made_again() -> None:
    supplier = HttpSupplier(shipped(Gateway), f"http://127.0.0.1:{free_port()}", "secret", PATIENCE)
    assert supplier.send(MESSAGE).meaning is Meaning.RETRY_LATER
    assert supplier.query("ref-1").kind is FateKind.UNKNOWN
    supplier.close()


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (b'"0"', Meaning.ACCEPTED),
        (b"0", Meaning.ACCEPTED),
        (b"1001", Meaning.REFUSED_NUMBER),
        (b"1101", Meaning.REFUSED_TEXT),
        (b"1202", Meaning.REFUSED_CONFIG),
        (b"1301", Meaning.RETRY_LATER),
        (b"1401", Meaning.DUPLICATE),
        (b"-1", Meaning.UNKNOWN),
    ],
)
def test_codes_mean_what_the_data_says(code: bytes, meaning: Meaning) -> None:
    with wire(says(b'{"code": ' + code + b', "msg_id": 17}')) as supplier:
        answer = supplier.send(MESSAGE)
    assert (answer.meaning, answer.supplier_id) == (meaning, "17")
