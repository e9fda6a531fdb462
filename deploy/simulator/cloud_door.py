"""What public clouds answer at their one address: the action stands in a header, the call is signed their way."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency

from deploy.simulator import aliyun_actions, aliyun_voice, tencent_actions
from deploy.simulator.aliyun_actions import Parameters
from deploy.simulator.exchange import Exchange
from deploy.simulator.failing import Answered
from shared.kernel.clock import real_now
from shared.ports import acs3, tc3

FRESH = 900.0  # seconds a call to Aliyun may be old; Tencent allows five minutes
ALIYUN: Mapping[str, Callable[[Exchange, Parameters], Answered]] = {
    "SendSms": aliyun_actions.send_sms,
    "SendBatchSms": aliyun_actions.send_batch_sms,
    "QuerySendDetails": aliyun_actions.query_send_details,
    "SingleCallByTts": aliyun_voice.single_call_by_tts,
    "IvrCall": aliyun_voice.ivr_call,
    "QueryCallDetailByCallId": aliyun_voice.query_call_detail,
}
TENCENT: Mapping[str, Callable[[Exchange, bytes], Answered]] = {
    "SendSms": tencent_actions.send_sms,
    "PullSmsSendStatus": tencent_actions.pull_receipts,
    "PullSmsReplyStatus": tencent_actions.pull_replies,
    "PullSmsSendStatusByPhoneNumber": tencent_actions.pull_by_phone,
}


class CloudDoor(Controller):
    """/, where pages are read and clouds are called."""

    path = "/"

    @post("/", status_code=200, sync_to_thread=True)
    def call(
        self, request: Request[Any, Any, Any], exchange: NamedDependency[Exchange], raw: NamedDependency[bytes]
    ) -> Answered:
        """One action of one cloud."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        if "x-tc-action" in headers:
            return _tencent(exchange, headers, raw)
        query = dict(parse_qsl(request.scope["query_string"].decode(), keep_blank_values=True))
        return _aliyun(exchange, headers, query, raw)


def _aliyun(exchange: Exchange, headers: Mapping[str, str], query: Mapping[str, str], raw: bytes) -> Answered:
    signed = acs3.read(headers.get("authorization", ""))
    if signed is None:
        return _refused("IncompleteSignature", 400)
    if signed.key not in exchange.keys:
        return _refused("InvalidAccessKeyId.NotFound", 404)
    if not acs3.is_signed(exchange.keys[signed.key], signed, "POST", query, headers, raw):
        return _refused("SignatureDoesNotMatch", 400)
    if not _fresh(headers.get("x-acs-date", "")):
        return _refused("InvalidTimeStamp.Expired", 400)
    if not exchange.once(headers.get("x-acs-signature-nonce", "")):
        return _refused("SignatureNonceUsed", 400)
    action = ALIYUN.get(headers.get("x-acs-action", ""))
    if action is None:
        return _refused("InvalidAction.NotFound", 404)
    return action(exchange, {**query, **dict(parse_qsl(raw.decode(errors="replace"), keep_blank_values=True))})


def _fresh(date: str) -> bool:
    return aliyun_actions.age_of(date, real_now()) <= FRESH


def _refused(code: str, status: int) -> Response[Any]:
    return Response({"Code": code, "Message": code, "RequestId": "simulated"}, status_code=status)


def _tencent(exchange: Exchange, headers: Mapping[str, str], raw: bytes) -> Answered:
    signed, stamp = tc3.read(headers.get("authorization", "")), headers.get("x-tc-timestamp", "")
    if signed is None or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return tencent_actions.refused("AuthFailure.InvalidAuthorization")
    if signed.key not in exchange.keys:
        return tencent_actions.refused("AuthFailure.SecretIdNotFound")
    if abs(real_now().timestamp() - int(stamp)) > tencent_actions.SKEW:
        return tencent_actions.refused("AuthFailure.SignatureExpire")
    if not tc3.is_signed(exchange.keys[signed.key], signed, headers.get("host", ""), int(stamp), raw):
        return tencent_actions.refused("AuthFailure.SignatureFailure")
    action = TENCENT.get(headers.get("x-tc-action", ""))
    return action(exchange, raw) if action else tencent_actions.refused("InvalidAction")
