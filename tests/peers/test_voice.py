"""Calls beside those of the supplier's own client: recorded with clock and nonce held, and placed at the simulator."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import alibabacloud_dyvmsapi20170525.models as voice
import msgspec
import pytest

from deploy.seeding import bundle
from deploy.simulator import main as simulator
from deploy.simulator.exchange import Exchange
from deploy.simulator.lines import ENDS, STATES, Line, reported
from deploy.simulator.modes import Order
from services.notify.adapters.aliyun import Key
from services.notify.adapters.aliyun_voice import AliyunVoice
from shared.kernel.clock import real_now
from shared.kernel.settings import Settings
from shared.ports import acs3
from shared.ports.sms import Meaning
from shared.ports.voice import CallOutcome, Outcall, Placed, Script
from tests.httpserver import free_port, serving
from tests.peers import calls
from tests.peers.calls import AT, KEY_ID, PHONE, SECRET
from tests.peers.recorder import Recorder, recording

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
ANSWER = b'{"Code":"OK","Message":"OK","CallId":"c1","RequestId":"r","Data":"{}"}'
PARAMS = {"item": "高龄津贴 *~+'()"}
PARAM = msgspec.json.encode(PARAMS).decode()


def outcall(script: Script, reference: str = "v1") -> Outcall:
    keys = "12345" if script is Script.IVR else ""
    return Outcall(reference=reference, phone=PHONE, script=script, purpose="visit", params=PARAMS, keys=keys)


def tts() -> Any:
    return voice.SingleCallByTtsRequest(
        called_number=PHONE,
        called_show_number="04725163108",
        tts_code="TTS_000000001",
        tts_param=PARAM,
        play_times=2,
        out_id="v1",
    )


def ivr() -> Any:
    keys = [voice.IvrCallRequestMenuKeyMap(key=key, code="TTS_000000002") for key in "12345"]
    return voice.IvrCallRequest(
        called_number=PHONE,
        called_show_number="04725163108",
        start_code="TTS_000000001",
        start_tts_params=PARAM,
        menu_key_map=keys,
        bye_code="TTS_000000003",
        timeout=8000,
        play_times=2,
        out_id="v1",
    )


def detail() -> Any:
    stamp = int(AT.timestamp() * 1000)
    return voice.QueryCallDetailByCallIdRequest(call_id="c1", prod_id=11000000300005, query_date=stamp)


PAIRS: dict[str, tuple[Callable[[AliyunVoice], object], Callable[[Any], object]]] = {
    "SingleCallByTts": (lambda us: us.call(outcall(Script.TTS)), lambda peer: peer.single_call_by_tts(tts())),
    "IvrCall": (lambda us: us.call(outcall(Script.IVR)), lambda peer: peer.ivr_call(ivr())),
    "QueryCallDetailByCallId": (
        lambda us: us.query(Placed(call_id="c1", script=Script.IVR, at=AT)),
        lambda peer: peer.query_call_detail_by_call_id(detail()),
    ),
}


@pytest.fixture
def server() -> Iterator[Recorder]:
    with recording(ANSWER) as recorder, calls.held():
        yield recorder


@pytest.mark.parametrize("action", PAIRS)
def test_the_supplier_reads_the_same_call_from_us_as_from_its_own_client(server: Recorder, action: str) -> None:
    us, peer = PAIRS[action]
    us(calls.ours_of_voice(server.host))
    ours = server.last
    peer(calls.theirs_of_voice(server.host))
    theirs = server.last
    assert (ours.query, ours.body) == (theirs.query, theirs.body)
    for name in [name for name in ours.headers if name.startswith("x-acs-")]:
        assert ours.headers[name] == theirs.headers[name], name
    signed = acs3.read(theirs.headers["authorization"])
    assert signed is not None
    again = acs3.canonical("POST", theirs.query, theirs.headers, signed.headers)
    assert acs3.signature(SECRET, again) == signed.signature


class Running:
    """A simulator that rings."""

    def __init__(self, exchange: Exchange, url: str) -> None:
        self.exchange = exchange
        data = bundle.read().voices.supplier[0]
        self.supplier = calls.opened(AliyunVoice(data, url, Key(KEY_ID, SECRET), timeout=1))
        self.host = url.removeprefix("http://")

    def ended(self, call_id: str) -> CallOutcome:
        """What the details say in the end."""
        end = time.monotonic() + 5
        placed = Placed(call_id=call_id, script=Script.IVR, at=real_now())
        while (found := self.supplier.query(placed)).outcome is CallOutcome.UNDER_WAY and time.monotonic() < end:
            time.sleep(0.02)
        return found.outcome


@pytest.fixture
def running() -> Iterator[Running]:
    exchange = Exchange("http://127.0.0.1:1/hooks/sms/x", "gateway", silence=1.5, keys={KEY_ID: SECRET})
    exchange.start()
    with serving(simulator.build(Settings(home=Path()), exchange), free_port()) as url:
        yield Running(exchange, url)
        exchange.stop()


def test_its_own_client_places_a_call_that_rings_here(running: Running) -> None:
    client = calls.theirs_of_voice(running.host)
    answer = client.ivr_call(ivr()).body
    (call,) = running.exchange.lines.of(PHONE)
    assert (answer.code, answer.call_id, call.keys) == ("OK", call.call_id, "12345")
    assert client.single_call_by_tts(tts()).body.code == "OK"
    assert running.exchange.lines.counts() == {"v1": 2}


@pytest.mark.parametrize("end", ENDS)
def test_every_end_is_told_by_the_details_and_by_the_report_alike(running: Running, end: Any) -> None:
    running.exchange.lines.order(Line(phone=PHONE, end=end, keys="3" if end == "heard" else ""))
    answer = running.supplier.call(outcall(Script.IVR))
    outcome = running.ended(answer.supplier_id)
    assert outcome == end.replace("-", "_")
    (call,) = running.exchange.lines.of(PHONE)
    body = msgspec.json.encode([reported(call, STATES[end], call.pressed)]).decode()
    (report,) = running.supplier.reports(body)
    assert (report.reference, report.outcome, report.keys) == ("v1", outcome, call.pressed)


def test_a_key_is_told_while_the_call_goes_on(running: Running) -> None:
    running.supplier.call(outcall(Script.IVR))
    (call,) = running.exchange.lines.of(PHONE)
    assert not running.exchange.lines.press(call.call_id, "9")
    assert running.exchange.lines.press(call.call_id, "2")
    body = msgspec.json.encode([reported(call, "300000", "2")]).decode()
    (report,) = running.supplier.reports(body)
    assert (report.outcome, report.keys) == (CallOutcome.UNDER_WAY, "2")
    assert running.exchange.lines.finish(call.call_id, "heard")
    assert not running.exchange.lines.press(call.call_id, "3")


@pytest.mark.parametrize(
    ("mode", "meaning", "rings"),
    [
        ("refuse", Meaning.REFUSED_NUMBER, 0),
        ("busy", Meaning.RETRY_LATER, 0),
        ("too-many", Meaning.RETRY_LATER, 0),
        ("server-error", Meaning.UNKNOWN, 0),
        ("broken", Meaning.UNKNOWN, 1),
        ("timeout-after-accept", Meaning.UNKNOWN, 1),
        ("wrong-json", Meaning.UNKNOWN, 1),
    ],
)
def test_a_lost_answer_may_be_a_phone_that_rings(running: Running, mode: Any, meaning: Meaning, rings: int) -> None:
    running.exchange.modes.set(Order(mode=mode, supplier="voice"))
    assert running.supplier.call(outcall(Script.TTS)).meaning is meaning
    assert sum(running.exchange.lines.counts().values()) == rings


def test_without_a_text_they_approved_nobody_is_called(running: Running) -> None:
    unknown = msgspec.structs.replace(outcall(Script.TTS), purpose="nothing")
    long = msgspec.structs.replace(outcall(Script.TTS), params={"item": "长" * 250})
    assert running.supplier.call(unknown).meaning is Meaning.REFUSED_CONFIG
    assert running.supplier.call(long).meaning is Meaning.REFUSED_TEXT
    assert running.exchange.lines.counts() == {}
