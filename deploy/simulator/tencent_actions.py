"""Tencent Cloud SMS as it is called: SendSms, and receipts and replies that are pulled."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Response

from deploy.simulator import dialects
from deploy.simulator.aliyun_actions import words_of
from deploy.simulator.exchange import Exchange, Handed
from deploy.simulator.failing import Answered, answered
from deploy.simulator.modes import Mode

NAME = "tencent"
SKEW = 300  # seconds a call may lie off
REFUSALS = {"refuse": "FailedOperation.PhoneNumberInBlacklist", "busy": "LimitExceeded.PhoneNumberThirtySecondLimit"}
Number = Annotated[str, msgspec.Meta(pattern=r"^(\+86|0086|86)?1\d{10}$")]


class Send(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """A message to several phones."""

    phone_number_set: Annotated[list[Number], msgspec.Meta(min_length=1, max_length=200)]
    sms_sdk_app_id: str
    template_id: str
    sign_name: str
    template_param_set: list[str] = []
    extend_code: str = ""
    session_context: str = ""


class Pull(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """A question for what has come."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=100)]
    sms_sdk_app_id: str


class PullOfPhone(Pull, frozen=True, kw_only=True, rename="pascal"):
    """The same for one phone and some time."""

    begin_time: int
    end_time: int
    phone_number: Number
    offset: int = 0


def send_sms(exchange: Exchange, raw: bytes) -> Answered:
    """Each phone has a status of its own."""
    try:
        given = msgspec.json.decode(raw, type=Send)
    except (msgspec.DecodeError, UnicodeError):
        return refused("InvalidParameter")
    values = {str(number): value for number, value in enumerate(given.template_param_set)}
    words, several = words_of(exchange, given.sign_name, given.template_id, values), len(given.phone_number_set) > 1
    statuses: list[dict[str, Any]] = []
    mode: Mode = "normal"
    for number in given.phone_number_set:
        phone, context = number[-11:], given.session_context
        reference = f"{context}:{phone}" if several else context
        handed = exchange.take(NAME, reference, phone, words, given.extend_code, context)
        statuses.append(_status(number, handed, context))
        mode = handed.mode
    return answered(exchange, mode, {"Response": {"SendStatusSet": statuses, "RequestId": "simulated"}})


def pull_receipts(exchange: Exchange, raw: bytes) -> Answered:
    """What is given is not given again."""
    return _pulled(exchange, raw, "receipts", "PullSmsSendStatusSet")


def pull_replies(exchange: Exchange, raw: bytes) -> Answered:
    """What is given is not given again."""
    return _pulled(exchange, raw, "replies", "PullSmsReplyStatusSet")


def pull_by_phone(exchange: Exchange, raw: bytes) -> Answered:
    """The ends of one phone, as often as asked."""
    if exchange.modes.is_down(NAME):
        return answered(exchange, "down", None)
    try:
        given = msgspec.json.decode(raw, type=PullOfPhone)
    except (msgspec.DecodeError, UnicodeError):
        return refused("InvalidParameter")
    known = [m for m in exchange.phones.of(given.phone_number[-11:], NAME) if exchange.shown(m)]
    ended = [m for m in known if m.status != "waiting" and _within(m.at, given)]
    return _told({"PullSmsSendStatusSet": [dialects.pulled_receipt(m) for m in ended[: given.limit]]})


def refused(code: str) -> Response[Any]:
    """An error of the whole call, which is a 200 with them."""
    return _told({"Error": {"Code": code, "Message": code}})


def _told(response: dict[str, Any]) -> Response[Any]:
    return Response({"Response": {**response, "RequestId": "simulated"}})


def _status(number: str, handed: Handed, context: str) -> dict[str, Any]:
    code = REFUSALS.get(handed.mode, "Ok")
    return {
        "SerialNo": handed.message.msg_id if handed.message else "",
        "PhoneNumber": number,
        "Fee": 1 if handed.message else 0,
        "SessionContext": context,
        "Code": code,
        "Message": code,
        "IsoCode": "CN",
    }


def _pulled(exchange: Exchange, raw: bytes, what: str, name: str) -> Answered:
    if exchange.modes.is_down(NAME):
        return answered(exchange, "down", None)
    try:
        given = msgspec.json.decode(raw, type=Pull)
    except (msgspec.DecodeError, UnicodeError):
        return refused("InvalidParameter")
    waiting = exchange.pulled[what]
    return _told({name: [waiting.popleft() for _ in range(min(given.limit, len(waiting)))]})


def _within(at: str, given: PullOfPhone) -> bool:
    return given.begin_time <= datetime.fromisoformat(at).timestamp() <= given.end_time + 1
