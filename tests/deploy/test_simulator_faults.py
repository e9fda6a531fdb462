"""The simulated suppliers on order: faults by chance, receipts late, doubled, out of order, of strangers; and calls."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.simulator import main as simulator
from deploy.simulator.exchange import Exchange
from deploy.simulator.modes import Modes, Order
from shared.kernel.settings import Settings
from tests.deploy.test_simulator import PHONE, SECRET, Hooks, call, messages, running, send
from tests.httpserver import free_port, serving


@pytest.fixture
def hooks() -> Hooks:
    return Hooks()


@pytest.fixture
def gateway(hooks: Hooks, tmp_path: Path) -> Iterator[httpx.Client]:
    with serving(hooks.app(), free_port()) as platform, running(f"{platform}/hooks/sms/hook", tmp_path) as client:
        yield client


def order(gateway: httpx.Client, **what: Any) -> None:
    gateway.post("/api/mode", json=what).raise_for_status()


@pytest.mark.parametrize(
    ("mode", "taken"), [("server-error", 0), ("too-many", 0), ("drip", 1), ("wrong-json", 1), ("lose", 0)]
)
def test_what_cannot_be_read_was_taken_or_not_as_the_mode_says(gateway: httpx.Client, mode: str, taken: int) -> None:
    order(gateway, mode=mode, times=1)
    with pytest.raises(ValueError):
        send(gateway)
    assert len(messages(gateway)) == taken
    assert send(gateway, "r2")["code"] == 0


def test_who_is_down_answers_no_question_either_and_the_other_suppliers_are_up(gateway: httpx.Client) -> None:
    send(gateway)
    order(gateway, mode="down", supplier="http")
    for what, body in (
        ("send", {"out_id": "r2", "phone": PHONE, "content": "x", "sign": "x"}),
        ("query", {"out_id": "r1"}),
    ):
        with pytest.raises(ValueError):
            call(gateway, what, body)
    assert len(messages(gateway)) == 1
    order(gateway, mode="down", supplier="aliyun")
    order(gateway, mode="normal", supplier="http")
    assert call(gateway, "query", {"out_id": "r1"})["code"] == 0


def test_receipts_come_three_times_or_of_a_stranger(gateway: httpx.Client, hooks: Hooks) -> None:
    order(gateway, mode="double-receipts", times=1)
    send(gateway, "r1")
    assert [one["out_id"] for one in hooks.until("receipts", 3)] == ["r1"] * 3
    order(gateway, mode="stray-receipts", times=1)
    send(gateway, "r2")
    told = [one["out_id"] for one in hooks.until("receipts", 5)][3:]
    assert "r2" in told
    assert any(name.startswith("stray-") for name in told)


def test_a_receipt_comes_after_that_of_the_next_message(gateway: httpx.Client, hooks: Hooks) -> None:
    order(gateway, mode="disordered-receipts", times=1)
    send(gateway, "r1")
    send(gateway, "r2")
    assert [one["out_id"] for one in hooks.until("receipts", 2)] == ["r2", "r1"]


def test_details_lag_where_they_were_told_to(gateway: httpx.Client) -> None:
    gateway.post("/api/lag", json={"seconds": 60}).raise_for_status()
    send(gateway)
    assert call(gateway, "query", {"out_id": "r1"})["code"] == 1404
    gateway.post("/api/lag", json={"seconds": 0}).raise_for_status()
    assert call(gateway, "query", {"out_id": "r1"})["code"] == 0


def test_a_mixture_of_faults_meets_its_shares_and_the_same_ones_again() -> None:
    def drawn() -> list[str]:
        modes = Modes(seed=7)
        modes.set(Order(mode="lose", share=0.05), Order(mode="broken", share=0.05))
        return [modes.next(PHONE) for _ in range(2000)]

    found = drawn()
    assert found == drawn()
    assert 60 <= found.count("lose") <= 140
    assert 60 <= found.count("broken") <= 140
    assert found.count("normal") >= 1700


def test_an_order_for_one_supplier_leaves_the_others_alone() -> None:
    modes = Modes()
    modes.set(Order(mode="lose", supplier="aliyun"))
    assert (modes.next(PHONE, "aliyun"), modes.next(PHONE, "http")) == ("lose", "normal")
    modes.set(Order(mode="normal"))
    assert modes.next(PHONE, "aliyun") == "normal"


def test_whoever_guesses_the_secret_is_answered_as_the_platform_answers(gateway: httpx.Client, hooks: Hooks) -> None:
    spoof = {"supplier": "aliyun", "secret": "guessed", "entry": {"out_id": "r1"}}
    assert gateway.post("/api/spoof", json=spoof).json() == {"status": 404}
    assert hooks.told == []


def test_a_call_stands_on_the_page_with_its_keys_until_one_is_pressed(hooks: Hooks, tmp_path: Path) -> None:
    exchange = Exchange("http://127.0.0.1:1/hooks/sms/x", SECRET, tmp_path / simulator.FILE)
    exchange.start()
    with serving(simulator.build(Settings(home=tmp_path), exchange), free_port()) as url:
        rung = exchange.lines.ring("v1", PHONE, "您好，您的事项已办结，满意请按一", "ivr", "12345")
        with httpx.Client(base_url=url) as people:
            page = people.get("/").text
            assert page.count('name="key"') == 5
            form = {"call_id": rung.call_id, "phone": PHONE, "key": "2"}
            assert people.post("/press", data=form, headers={"origin": "http://evil.example"}).status_code == 403
            assert people.post("/press", data=form).headers["location"] == f"/#p{PHONE}"
            assert people.get("/api/calls").json()["calls"][0]["pressed"] == "2"
            page = people.get("/").text
            assert ("按了 2" in page, 'name="key"' in page) == (True, False)
            again = {"call_id": rung.call_id, "keys": "3"}
            assert people.post("/api/press", json=again).status_code == 404
            people.post("/api/line", json={"phone": PHONE, "end": "busy"}).raise_for_status()
        exchange.stop()
