"""The suppliers' own clients talk to our simulator, which checks their signatures as it checks ours."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import alibabacloud_dysmsapi20170525.models as aliyun
import httpx
import msgspec
import pytest
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.sms.v20210111 import models as tencent

from deploy.simulator import main as simulator
from deploy.simulator.exchange import Exchange
from deploy.simulator.modes import Lag, Order
from services.notify.adapters.aliyun import Key
from services.notify.adapters.aliyun_sms import AliyunSms
from services.notify.adapters.tencent_sms import TencentSms
from shared.domain.deadlines.calendar import local_date
from shared.kernel.clock import real_now
from shared.kernel.settings import Settings
from shared.ports.sms import FateKind, Meaning, Sent
from shared.ports.sms_clouds import AliyunSmsData, TencentSmsData
from tests.httpserver import free_port, serving
from tests.peers import calls
from tests.peers.calls import KEY_ID, PARAMS, PHONE, SECRET, message
from tests.suppliers import shipped

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PARAM = msgspec.json.encode(PARAMS).decode()


class Running:
    """A simulator and where it listens."""

    def __init__(self, exchange: Exchange, url: str) -> None:
        self.exchange, self.url, self.host = exchange, url, url.removeprefix("http://")

    def aliyun(self, secret: str = SECRET) -> AliyunSms:
        return calls.opened(AliyunSms(shipped(AliyunSmsData), self.url, Key(KEY_ID, secret), timeout=1))

    def tencent(self, secret: str = SECRET) -> TencentSms:
        return calls.opened(TencentSms(shipped(TencentSmsData), self.url, Key(KEY_ID, secret), timeout=1))

    def delivered(self, reference: str) -> None:
        end = time.monotonic() + 5
        while (found := self.exchange.phones.find(reference)) is None or found.status != "delivered":
            assert time.monotonic() < end
            time.sleep(0.02)


@pytest.fixture
def running() -> Iterator[Running]:
    exchange = Exchange("http://127.0.0.1:1/hooks/sms/x", "gateway", silence=1.5, keys={KEY_ID: SECRET})
    exchange.start()
    with serving(simulator.build(Settings(home=Path()), exchange), free_port()) as url:
        yield Running(exchange, url)
        exchange.stop()


def sent() -> Sent:
    return Sent(phone=PHONE, at=real_now())


def test_aliyuns_client_sends_one_and_many_and_reads_their_details(running: Running) -> None:
    client = calls.theirs_of_aliyun(running.host)
    answer: Any = client.send_sms(calls.aliyun_send(message("a1"), PARAM)).body
    assert (answer.code, bool(answer.biz_id)) == ("OK", True)
    many = aliyun.SendBatchSmsRequest(
        phone_number_json=f'["{PHONE}","13900000001"]',
        sign_name_json='["甲 *~","乙"]',
        template_code="SMS_1",
        template_param_json=f"[{PARAM},{PARAM}]",
        out_id="batch",
    )
    assert client.send_batch_sms(many).body.code == "OK"
    day = f"{local_date(real_now()):%Y%m%d}"
    asked = aliyun.QuerySendDetailsRequest(phone_number=PHONE, send_date=day, page_size=50, current_page=1)
    listed = client.query_send_details(asked).body.sms_send_detail_dtos.sms_send_detail_dto
    assert [one.out_id for one in listed] == ["a1", "batch"]
    assert len(running.exchange.phones.of("13900000001")) == 1


def test_tencents_client_sends_and_pulls_what_became_of_it_once(running: Running) -> None:
    client = calls.theirs_of_tencent(running.host)
    (status,) = client.SendSms(calls.tencent_send(message("t1"))).SendStatusSet
    assert (status.Code, status.SessionContext, bool(status.SerialNo)) == ("Ok", "t1", True)
    running.delivered("t1")
    running.exchange.reply(PHONE, "", "1")
    pull, pull_replies = tencent.PullSmsSendStatusRequest(), tencent.PullSmsReplyStatusRequest()
    pull.Limit = pull_replies.Limit = 10
    pull.SmsSdkAppId = pull_replies.SmsSdkAppId = "1400006666"
    (told,) = client.PullSmsSendStatus(pull).PullSmsSendStatusSet
    assert (told.ReportStatus, told.SessionContext) == ("SUCCESS", "t1")
    assert client.PullSmsSendStatus(pull).PullSmsSendStatusSet == []
    assert client.PullSmsReplyStatus(pull_replies).PullSmsReplyStatusSet[0].ReplyContent == "1"


def test_a_client_with_another_secret_is_refused_and_nothing_is_sent(running: Running) -> None:
    guessed_aliyun, guessed_tencent = running.aliyun("guessed"), running.tencent("guessed")
    assert guessed_aliyun.send(message()).meaning is Meaning.REFUSED_CONFIG
    assert guessed_tencent.send(message()).meaning is Meaning.REFUSED_CONFIG
    client = calls.theirs_of_tencent(running.host)
    client.credential.secret_key = "guessed"
    with pytest.raises(TencentCloudSDKException, match="SignatureFailure"):
        client.SendSms(calls.tencent_send(message()))
    assert running.exchange.phones.counts() == {}


def test_a_call_that_is_played_back_sends_nothing_again(running: Running) -> None:
    with calls.held():
        ours = calls.ours_of_aliyun(running.host)
        assert ours.send(message()).code == "InvalidTimeStamp.Expired"
    recorded: list[httpx.Request] = []
    supplier = running.aliyun()
    supplier._wire._http.event_hooks = {"request": [recorded.append]}
    assert supplier.send(message("once")).meaning is Meaning.ACCEPTED
    with httpx.Client() as replay:
        again = replay.send(recorded[0])
    assert again.json()["Code"] == "SignatureNonceUsed"
    assert running.exchange.phones.counts() == {"once": 1}


@pytest.mark.parametrize("cloud", ["aliyun", "tencent"])
@pytest.mark.parametrize(
    ("mode", "meaning", "rings"),
    [
        ("refuse", Meaning.REFUSED_NUMBER, 0),
        ("busy", Meaning.RETRY_LATER, 0),
        ("too-many", Meaning.RETRY_LATER, 0),
        ("server-error", Meaning.UNKNOWN, 0),
        ("broken", Meaning.UNKNOWN, 1),
        ("timeout-after-accept", Meaning.UNKNOWN, 1),
        ("lose", Meaning.UNKNOWN, 0),
        ("drip", Meaning.UNKNOWN, 1),
        ("wrong-json", Meaning.UNKNOWN, 1),
    ],
)
def test_what_goes_wrong_is_never_taken_for_sent_or_for_not_sent(
    running: Running, cloud: str, mode: Any, meaning: Meaning, rings: int
) -> None:
    running.exchange.modes.set(Order(mode=mode, supplier=cloud))
    supplier = running.aliyun() if cloud == "aliyun" else running.tencent()
    assert supplier.send(message()).meaning is meaning
    assert sum(running.exchange.phones.counts().values()) == rings


def test_details_that_lag_know_nothing_until_they_do(running: Running) -> None:
    running.exchange.modes.lag(Lag(seconds=0.6, supplier="aliyun"))
    supplier = running.aliyun()
    supplier.send(message("late"))
    assert supplier.query("late", sent()).kind is FateKind.NOT_FOUND
    running.delivered("late")
    time.sleep(0.7)
    assert supplier.query("late", sent()).kind is FateKind.DELIVERED


def test_what_was_pulled_reads_as_what_is_pushed(running: Running) -> None:
    supplier = running.tencent()
    supplier.send(message("t1"))
    running.delivered("t1")
    running.exchange.reply(PHONE, None, "2")
    (receipt,) = supplier.receipts(supplier.pull("receipts"))
    (reply,) = supplier.replies(supplier.pull("replies"))
    assert (receipt.reference, receipt.fate.kind) == ("t1", FateKind.DELIVERED)
    assert (reply.phone, reply.text) == (PHONE, "2")
    assert supplier.pull("receipts") == ""
    assert supplier.query("t1", sent()).kind is FateKind.DELIVERED
    assert supplier.query("t2", sent()).kind is FateKind.UNKNOWN
