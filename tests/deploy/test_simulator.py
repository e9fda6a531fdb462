"""The simulated SMS gateway by itself: what it takes, counts and remembers, and its page of phones."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar, Request, post
from litestar.params import FromPath

from deploy.simulator import main as simulator
from deploy.simulator.exchange import Exchange
from shared.kernel.clock import real_now
from shared.kernel.settings import Settings
from shared.ports.signing import is_signed, sign
from tests.httpserver import free_port, serving

SECRET = "between-the-two"
PHONE = "13804726021"


class Hooks:
    """What the platform would be told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, str]]] = []
        self.refuse = 0

    def app(self) -> Litestar:
        """Takes callbacks that are signed, after refusing some."""

        @post("/hooks/sms/hook/{what:str}", status_code=200)
        async def take(request: Request[Any, Any, Any], what: FromPath[str]) -> dict[str, int]:
            raw = await request.body()
            stamp, signature = request.headers["x-timestamp"], request.headers["x-signature"]
            assert is_signed(SECRET, stamp, raw, signature, real_now().timestamp())
            if self.refuse:
                self.refuse -= 1
                raise RuntimeError
            self.told += [(what, entry) for entry in msgspec.json.decode(raw)]
            return {"code": 0}

        return Litestar([take], openapi_config=None, logging_config=None)

    def until(self, what: str, count: int = 1) -> list[dict[str, str]]:
        """What it was told of that kind, waited for."""
        end = time.monotonic() + 10
        while len(found := [entry for kind, entry in self.told if kind == what]) < count:
            assert time.monotonic() < end, self.told
            time.sleep(0.02)
        return found


@pytest.fixture
def hooks() -> Hooks:
    return Hooks()


@pytest.fixture
def gateway(hooks: Hooks, tmp_path: Path) -> Iterator[httpx.Client]:
    """A running simulator."""
    with serving(hooks.app(), free_port()) as platform, running(f"{platform}/hooks/sms/hook", tmp_path) as client:
        yield client


@contextmanager
def running(address: str, folder: Path) -> Iterator[httpx.Client]:
    """A simulator with its file in that folder."""
    exchange = Exchange(address, SECRET, folder / simulator.FILE, silence=0.3)
    exchange.start()
    with serving(simulator.build(Settings(home=folder), exchange), free_port()) as url:
        with httpx.Client(base_url=url) as client:
            yield client
        exchange.stop()


def call(gateway: httpx.Client, what: str, body: dict[str, str], secret: str = SECRET) -> dict[str, Any]:
    raw, stamp = msgspec.json.encode(body), str(int(real_now().timestamp()))
    headers = {"x-timestamp": stamp, "x-signature": sign(secret, stamp, raw)}
    return dict(gateway.post(f"/sms/{what}", content=raw, headers=headers).json())


def send(gateway: httpx.Client, reference: str = "r1", **more: str) -> dict[str, Any]:
    entry = {"out_id": reference, "phone": PHONE, "content": "请回复数字评价", "sign": "帮您办", "extend": "007"}
    return call(gateway, "send", {**entry, **more})


def messages(gateway: httpx.Client, phone: str = PHONE) -> list[dict[str, Any]]:
    return list(gateway.get("/api/messages", params={"phone": phone}).json()["messages"])


def test_a_message_reaches_its_phone_and_a_receipt_is_posted(gateway: httpx.Client, hooks: Hooks) -> None:
    assert send(gateway)["code"] == 0
    (receipt,) = hooks.until("receipts")
    assert (receipt["out_id"], receipt["status"]) == ("r1", "delivered")
    (message,) = messages(gateway)
    assert (message["content"], message["extend"]) == ("【帮您办】请回复数字评价", "007")
    assert call(gateway, "query", {"out_id": "r1"})["status"] == "delivered"
    assert call(gateway, "query", {"out_id": "r2"})["code"] == 1404
    assert messages(gateway, "13900000000") == []


def test_a_reference_it_holds_is_told_so_counted_and_not_shown_twice(gateway: httpx.Client) -> None:
    assert [send(gateway)["code"] for _ in range(3)] == [0, 1401, 1401]
    counts = gateway.get("/api/counts").json()
    assert (counts["messages"], counts["duplicates"], counts["references"]) == (1, 2, {"r1": 3})
    assert len(messages(gateway)) == 1


def test_messages_answers_and_counts_survive_a_restart(tmp_path: Path, hooks: Hooks) -> None:
    with serving(hooks.app(), free_port()) as platform:
        address = f"{platform}/hooks/sms/hook"
        with running(address, tmp_path) as gateway:
            send(gateway)
            send(gateway)
            gateway.post("/api/reply", json={"phone": PHONE, "content": "1"})
            hooks.until("receipts")
        with (tmp_path / simulator.FILE).open("ab") as file:
            file.write(b'{"message":{"msg_id"')  # killed while it wrote
        with running(address, tmp_path) as gateway:
            assert gateway.get("/api/counts").json()["references"] == {"r1": 2}
            assert messages(gateway)[0]["replies"][0]["content"] == "1"


def test_a_reply_goes_to_the_number_the_message_came_from(gateway: httpx.Client, hooks: Hooks) -> None:
    send(gateway)
    assert gateway.post("/api/reply", json={"phone": PHONE, "extend": "007", "content": "1"}).status_code == 200
    (reply,) = hooks.until("replies")
    assert (reply["phone"], reply["content"], reply["extend"]) == (PHONE, "1", "007")
    assert gateway.post("/api/reply", json={"phone": PHONE, "extend": "008", "content": "1"}).status_code == 404
    assert gateway.post("/api/reply", json={"phone": "1", "content": "1"}).status_code == 404
    assert gateway.post("/api/reply", json={"phone": PHONE}).status_code == 400


def test_what_the_platform_does_not_take_is_posted_again(gateway: httpx.Client, hooks: Hooks) -> None:
    hooks.refuse = 2
    send(gateway)
    assert len(hooks.until("receipts")) == 1


def test_a_call_that_is_not_signed_by_the_platform_sends_nothing(gateway: httpx.Client) -> None:
    assert call(gateway, "send", {"out_id": "r1"}, secret="guessed")["code"] == 1201
    assert call(gateway, "send", {"out_id": "r1"})["code"] == 1101
    assert send(gateway, phone="12")["code"] == 1101
    assert messages(gateway, "") == []


@pytest.mark.parametrize(
    ("mode", "code", "taken"),
    [
        ("refuse", 1002, 0),
        ("busy", 1301, 0),
        ("lose", None, 0),
        ("broken", None, 1),
        ("timeout-after-accept", None, 1),
        ("slow", 0, 1),
    ],
)
def test_it_misbehaves_on_order_as_often_as_it_was_told(
    gateway: httpx.Client, mode: str, code: int | None, taken: int
) -> None:
    gateway.post("/api/mode", json={"mode": mode, "times": 1, "phone": PHONE}).raise_for_status()
    if code is None:
        with pytest.raises(ValueError, match="Expecting value"):
            send(gateway)
    else:
        assert send(gateway)["code"] == code
    assert len(messages(gateway)) == taken
    assert send(gateway, "r2")["code"] == 0
    assert send(gateway, "r3", phone="13900000000")["code"] == 0
    assert gateway.post("/api/mode", json={"mode": "nonsense"}).status_code == 400


def test_the_page_shows_phones_escapes_what_was_written_and_takes_answers(gateway: httpx.Client, hooks: Hooks) -> None:
    send(gateway, content="请评价 http://127.0.0.1:1/r/abc")
    page = gateway.get("/")
    assert "这是替身" in page.text
    assert PHONE in page.text
    assert '<a href="http://127.0.0.1:1/r/abc"' in page.text
    form = {"phone": PHONE, "extend": "007", "content": "<b>1</b>"}
    answered = gateway.post("/reply", data=form)
    assert (answered.status_code, answered.headers["location"]) == (303, f"/#p{PHONE}")
    assert hooks.until("replies")[0]["content"] == "<b>1</b>"
    assert "<b>1</b>" not in gateway.get("/").text
    assert gateway.get("/style/simulator.css").status_code == 200
    assert gateway.get("/style/main.py").status_code == 404


def test_a_phone_offers_every_number_it_was_written_from_the_last_one_first(gateway: httpx.Client) -> None:
    send(gateway, "r1", extend="007")
    assert "<select" not in gateway.get("/").text
    send(gateway, "r2", extend="008")
    page = gateway.get("/").text
    assert page.index('<option value="008">') < page.index('<option value="007">')


def test_a_form_on_another_site_answers_nothing(gateway: httpx.Client) -> None:
    send(gateway)
    form = {"phone": PHONE, "extend": "007", "content": "1"}
    for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert gateway.post("/reply", data=form, headers=headers).status_code == 403
    assert messages(gateway)[0]["replies"] == []
