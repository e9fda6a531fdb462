"""Our calls beside those of the suppliers' own clients, both written down byte for byte with clock and nonce held."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import alibabacloud_dysmsapi20170525.models as aliyun
import msgspec
import pytest
from alibabacloud_tea_openapi.utils import Utils
from tencentcloud.common.sign import Sign

from services.notify.adapters.aliyun_sms import AliyunSms
from shared.ports import acs3, tc3
from shared.ports.sms import FateKind, Sent
from tests.peers import calls
from tests.peers.calls import AT, KEY_ID, PARAMS, PHONE, SECRET, STAMP, message
from tests.peers.recorder import Recorded, Recorder, recording

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
OF_ALIYUN = b'{"Code":"OK","Message":"OK","BizId":"1","RequestId":"r","SmsSendDetailDTOs":{"SmsSendDetailDTO":[]}}'
OF_TENCENT = b'{"Response":{"SendStatusSet":[{"SerialNo":"1","Code":"Ok"}],"PullSmsSendStatusSet":[],"RequestId":"r"}}'
PARAM = msgspec.json.encode(PARAMS).decode()
OTHER = message("case-1", "13900000001", "008")


@pytest.fixture
def aliyun_server() -> Iterator[Recorder]:
    with recording(OF_ALIYUN) as recorder, calls.held():
        yield recorder


@pytest.fixture
def tencent_server() -> Iterator[Recorder]:
    with recording(OF_TENCENT) as recorder, calls.held():
        yield recorder


def batch() -> Any:
    return aliyun.SendBatchSmsRequest(
        phone_number_json=f'["{PHONE}","13900000001"]',
        sign_name_json='["包头稀土高新区","包头稀土高新区"]',
        template_code="SMS_000000001",
        template_param_json=f"[{PARAM},{PARAM}]",
        sms_up_extend_code_json='["007","008"]',
        out_id="case-1",
    )


@pytest.mark.parametrize(
    ("minutes", "days"),
    [(-11, ["20261123"]), (-1, ["20261123", "20261124"]), (1, ["20261123", "20261124"]), (11, ["20261124"])],
)
def test_near_midnight_in_shanghai_details_are_looked_for_on_both_days(
    aliyun_server: Recorder, minutes: int, days: list[str]
) -> None:
    at = datetime(2026, 11, 23, 16, 0, tzinfo=UTC) + timedelta(minutes=minutes)
    found = calls.ours_of_aliyun(aliyun_server.host).query("case-1", Sent(phone=PHONE, at=at))
    assert found.kind is FateKind.NOT_FOUND
    assert [one.query["SendDate"] for one in aliyun_server.requests] == days


def details() -> Any:
    return aliyun.QuerySendDetailsRequest(phone_number=PHONE, send_date="20261122", page_size=50, current_page=1)


PAIRS: dict[str, tuple[Callable[[AliyunSms], object], Callable[[Any], object]]] = {
    "SendSms": (lambda us: us.send(message()), lambda peer: peer.send_sms(calls.aliyun_send(message(), PARAM))),
    "SendBatchSms": (
        lambda us: us.send_batch("case-1", [message(), OTHER]),
        lambda peer: peer.send_batch_sms(batch()),
    ),
    "QuerySendDetails": (
        lambda us: us.query("case-1", Sent(phone=PHONE, at=AT)),
        lambda peer: peer.query_send_details(details()),
    ),
}


@pytest.mark.parametrize("action", PAIRS)
def test_aliyun_reads_the_same_call_from_us_as_from_its_own_client(aliyun_server: Recorder, action: str) -> None:
    us, peer = PAIRS[action]
    us(calls.ours_of_aliyun(aliyun_server.host))
    ours = aliyun_server.last
    peer(calls.theirs_of_aliyun(aliyun_server.host))
    theirs = aliyun_server.last
    assert (ours.method, ours.query, form(ours)) == (theirs.method, theirs.query, form(theirs))
    assert ours.headers["x-acs-action"] == action
    for name in [name for name in ours.headers if name.startswith("x-acs-")]:
        if name != "x-acs-content-sha256" or not ours.body:
            assert ours.headers[name] == theirs.headers[name], name
    assert ours.headers.get("content-type") == theirs.headers.get("content-type")


@pytest.mark.parametrize("action", PAIRS)
def test_aliyuns_own_signing_of_our_call_gives_our_authorization(aliyun_server: Recorder, action: str) -> None:
    PAIRS[action][0](calls.ours_of_aliyun(aliyun_server.host))
    ours = aliyun_server.last
    names = acs3.signed_names(ours.headers)
    request = SimpleNamespace(
        method="POST", pathname="/", query=ours.query, headers={name: ours.headers[name] for name in names}
    )
    payload = acs3.body_hash(ours.body)
    theirs = Utils.get_authorization(request, acs3.ALGORITHM, payload, KEY_ID, SECRET)
    assert theirs == ours.headers["authorization"]


@pytest.mark.parametrize("action", PAIRS)
def test_our_signing_of_a_call_of_aliyuns_client_gives_its_authorization(aliyun_server: Recorder, action: str) -> None:
    PAIRS[action][1](calls.theirs_of_aliyun(aliyun_server.host))
    theirs = aliyun_server.last
    signed = acs3.read(theirs.headers["authorization"])
    assert signed is not None
    assert acs3.signature(SECRET, acs3.canonical("POST", theirs.query, theirs.headers, signed.headers)) == (
        signed.signature
    )
    assert acs3.is_signed(SECRET, signed, "POST", theirs.query, theirs.headers, theirs.body)


def test_tencent_is_sent_the_same_bytes_of_meaning_and_a_signature_its_own_client_makes(
    tencent_server: Recorder,
) -> None:
    calls.ours_of_tencent(tencent_server.host).send(message())
    ours = tencent_server.last
    calls.theirs_of_tencent(tencent_server.host).SendSms(calls.tencent_send(message()))
    theirs = tencent_server.last
    assert msgspec.json.decode(ours.body) == msgspec.json.decode(theirs.body)
    for name in ("content-type", "host", "x-tc-action", "x-tc-version", "x-tc-timestamp", "x-tc-region"):
        assert ours.headers[name] == theirs.headers[name], name
    assert (
        tc3.authorization(KEY_ID, SECRET, "sms", theirs.headers["host"], STAMP, theirs.body)
        == (theirs.headers["authorization"])
    )
    request = tc3.canonical(ours.headers["host"], ours.body)
    assert ours.headers["authorization"].endswith(f"Signature={signed_by_tencent(request)}")


def signed_by_tencent(request: str) -> str:
    """Their own function over our canonical form."""
    day = tc3.day_of(STAMP)
    hashed = hashlib.sha256(request.encode()).hexdigest()
    return str(Sign.sign_tc3(SECRET, day, "sms", f"TC3-HMAC-SHA256\n{STAMP}\n{day}/sms/tc3_request\n{hashed}"))


def form(call: Recorded) -> dict[str, str]:
    """What the body holds, spaces and stars written either way."""
    return dict(parse_qsl(call.body.decode()))
