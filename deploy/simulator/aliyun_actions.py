"""Aliyun SMS as it is called: SendSms, SendBatchSms, QuerySendDetails."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from litestar import Response

from deploy.simulator.dialects import clock
from deploy.simulator.exchange import Exchange, Handed
from deploy.simulator.failing import Answered, answered
from deploy.simulator.phones import Message
from shared.domain.deadlines.calendar import local_date

Parameters = Mapping[str, str]
NAME = "aliyun"
MOST, MOST_OF_BATCH, PAGE = 1000, 100, 50
REFUSALS = {"refuse": "isv.MOBILE_NUMBER_ILLEGAL", "busy": "isv.BUSINESS_LIMIT_CONTROL"}
STATUS = {"waiting": 1, "failed": 2, "expired": 2, "delivered": 3}
Phone = Annotated[str, msgspec.Meta(pattern=r"^1\d{10}$")]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Phones = Annotated[list[Phone], msgspec.Meta(min_length=1, max_length=MOST_OF_BATCH)]


def send_sms(exchange: Exchange, given: Parameters) -> Answered:
    """One text to one phone or several."""
    try:
        phones = given["PhoneNumbers"].split(",")
        values = msgspec.json.decode(given.get("TemplateParam", "{}"), type=dict[str, str])
        sign, code = msgspec.convert([given["SignName"], given["TemplateCode"]], type=tuple[Text, Text])
        msgspec.convert(phones, type=list[Phone])
    except (KeyError, msgspec.MsgspecError):
        return told("isv.INVALID_PARAMETERS")
    if not 0 < len(phones) <= MOST:
        return told("isv.MOBILE_COUNT_OVER_LIMIT")
    words, extend, out_id = (
        words_of(exchange, sign, code, values),
        given.get("SmsUpExtendCode", ""),
        given.get("OutId", ""),
    )
    return _all(exchange, out_id, [(phone, words, extend) for phone in phones])


def send_batch_sms(exchange: Exchange, given: Parameters) -> Answered:
    """One text with values and a sign for each phone."""
    try:
        phones = msgspec.json.decode(given["PhoneNumberJson"], type=Phones)
        signs = msgspec.json.decode(given["SignNameJson"], type=list[Text])
        values = msgspec.json.decode(given.get("TemplateParamJson", "[]"), type=list[dict[str, str]])
        ends = msgspec.json.decode(given.get("SmsUpExtendCodeJson", "[]"), type=list[str])
        code = given["TemplateCode"]
    except (KeyError, msgspec.MsgspecError):
        return told("isv.INVALID_JSON_PARAM")
    values, ends = values or [{} for _ in phones], ends or ["" for _ in phones]
    if not len(phones) == len(signs) == len(values) == len(ends):
        return told("isv.INVALID_JSON_PARAM")
    words = [words_of(exchange, sign, code, value) for sign, value in zip(signs, values, strict=True)]
    return _all(exchange, given.get("OutId", ""), list(zip(phones, words, ends, strict=True)))


def query_send_details(exchange: Exchange, given: Parameters) -> Answered:
    """The messages of a phone and a day, as far as the details know of them by now."""
    if exchange.modes.is_down(NAME):
        return answered(exchange, "down", None)
    phone, day, biz_id = given.get("PhoneNumber", ""), given.get("SendDate", ""), given.get("BizId", "")
    size, page = given.get("PageSize", ""), given.get("CurrentPage", "")
    if not (size.isdigit() and page.isdigit() and 0 < int(size) <= PAGE and int(page) > 0 and len(day) == 8):
        return told("isv.INVALID_PARAMETERS")
    found = [m for m in exchange.phones.of(phone, NAME) if exchange.shown(m) and _day(m) == day]
    found = [m for m in found if biz_id in ("", m.msg_id)]
    start = (int(page) - 1) * int(size)
    listed = [_detail(m) for m in found[start : start + int(size)]]
    return told("OK", TotalCount=len(found), SmsSendDetailDTOs={"SmsSendDetailDTO": listed})


def told(code: str, **more: Any) -> Answered:
    """An answer as theirs are."""
    return Response({"Code": code, "Message": code, "RequestId": "simulated", **more})


def words_of(exchange: Exchange, sign: str, code: str, values: Mapping[str, str]) -> str:
    """What stands on the phone; of a text that is not known here its code and what fills it."""
    try:
        return f"【{sign}】{exchange.texts[code].format_map(values)}"
    except KeyError:
        return f"【{sign}】[{code}] " + "，".join(values.values())


def age_of(date: str, now: datetime) -> float:
    """Seconds between their form of a time and now; endless for what is none."""
    try:
        at = datetime.strptime(date, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return float("inf")
    return abs((now - at).total_seconds())


def _all(exchange: Exchange, out_id: str, texts: list[tuple[str, str, str]]) -> Answered:
    """The mode that meets the first phone is that of the whole call."""
    several = len(texts) > 1
    handed = Handed(mode="normal")
    for number, (phone, words, extend) in enumerate(texts):
        reference = f"{out_id}:{phone}" if several else out_id
        one = exchange.take(NAME, reference, phone, words, extend, out_id)
        handed = one if number == 0 else handed
    if handed.mode in REFUSALS:
        return told(REFUSALS[handed.mode])
    biz_id = handed.message.msg_id if handed.message else ""
    said = {"Code": "OK", "Message": "OK", "BizId": biz_id, "RequestId": "simulated"}
    return answered(exchange, handed.mode, said)


def _day(message: Message) -> str:
    return f"{local_date(datetime.fromisoformat(message.at)):%Y%m%d}"


def _detail(m: Message) -> dict[str, Any]:
    failed = m.status in ("failed", "expired")
    return {
        "PhoneNum": m.phone,
        "SendStatus": STATUS[m.status],
        "ErrCode": "UNDELIVERED" if failed else "DELIVERED" if m.status == "delivered" else "",
        "TemplateCode": "",
        "Content": m.content,
        "SendDate": clock(m.at),
        "ReceiveDate": clock(m.at) if m.status == "delivered" else "",
        "OutId": m.told or m.reference,
    }
