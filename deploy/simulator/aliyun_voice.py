"""Aliyun voice as it is called: SingleCallByTts, IvrCall, QueryCallDetailByCallId."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from deploy.simulator.aliyun_actions import told
from deploy.simulator.exchange import Exchange
from deploy.simulator.failing import Answered, answered
from deploy.simulator.lines import STATES
from deploy.simulator.modes import NOT_TAKEN

NAME = "voice"
PRODUCTS = {"11010000138001": "tts", "11000000300005": "ivr", "11000000300006": "voice"}
REFUSALS = {"refuse": "isv.MOBILE_NUMBER_ILLEGAL", "busy": "isv.BUSINESS_LIMIT_CONTROL"}
LONGEST = 250  # characters of what fills a text
_PHONE, _OUT_ID = re.compile(r"1\d{10}"), re.compile(r".{1,15}")


def single_call_by_tts(exchange: Exchange, given: Mapping[str, str]) -> Answered:
    """A text is read out."""
    return _call(exchange, given, given.get("TtsCode", ""), given.get("TtsParam", "{}"), "tts", "")


def ivr_call(exchange: Exchange, given: Mapping[str, str]) -> Answered:
    """A text is read out, then a key is waited for."""
    keys = "".join(given[name] for name in sorted(given) if re.fullmatch(r"MenuKeyMap\.\d+\.Key", name))
    return _call(exchange, given, given.get("StartCode", ""), given.get("StartTtsParams", "{}"), "ivr", keys)


def query_call_detail(exchange: Exchange, given: Mapping[str, str]) -> Answered:
    """What became of a call, as JSON within JSON."""
    if exchange.modes.is_down(NAME):
        return answered(exchange, "down", None)
    call, kind = exchange.lines.find(given.get("CallId", "")), PRODUCTS.get(given.get("ProdId", ""))
    if kind is None or not given.get("QueryDate", "").isdigit():
        return told("isv.INVALID_PARAMETERS")
    if call is None or call.voice_type != kind:
        return told("isv.CALL_NOT_EXISTS")
    detail: dict[str, Any] = {"callId": call.call_id, "callee": call.phone, "gmtCreate": call.at}
    if call.end is not None:
        detail |= {"state": STATES[call.end], "duration": 21 if call.end == "heard" else 0, "dtmf": call.pressed}
    return told("OK", Data=msgspec.json.encode(detail).decode())


def _call(exchange: Exchange, given: Mapping[str, str], code: str, values: str, kind: str, keys: str) -> Answered:
    phone, out_id = given.get("CalledNumber", ""), given.get("OutId", "")
    try:
        filled = msgspec.json.decode(values, type=dict[str, str])
    except (msgspec.DecodeError, UnicodeError):
        return told("isv.INVALID_JSON_PARAM")
    if not (code and _PHONE.fullmatch(phone) and _OUT_ID.fullmatch(out_id) and len(values) < LONGEST):
        return told("isv.INVALID_PARAMETERS")
    mode = exchange.modes.next(phone, NAME)
    if mode == "lose":
        exchange.wait(exchange.silence)
    if mode in REFUSALS:
        return told(REFUSALS[mode])
    if mode in NOT_TAKEN:
        return answered(exchange, mode, None)
    call = exchange.lines.ring(out_id, phone, f"[{code}] " + "，".join(filled.values()), kind, keys)
    exchange.wait({"timeout-after-accept": exchange.silence, "slow": 1.5}.get(mode, 0))
    said = {"Code": "OK", "Message": "OK", "CallId": call.call_id, "RequestId": "simulated"}
    return answered(exchange, mode, said)
