"""A call to a general gateway, written as its data say: fields in their places, signed their way."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import msgspec

from shared.domain.deadlines.calendar import SHANGHAI
from shared.ports.gateway_signature import Basic, Bearer, Digest, HmacBody, basic_of, digest_of
from shared.ports.signing import sign
from shared.ports.sms_gateway import Ask, Gateway

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
Value = str | Mapping[str, str] | list[str]


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What goes over the wire."""

    target: str
    headers: Mapping[str, str]
    body: bytes


def written(
    gateway: Gateway, ask: Ask, values: Mapping[str, Value], account: str, secret: str, now: datetime, nonce: str
) -> Written:
    """The request. `values` are ours by name; account, secret, time and nonce join them."""
    plain = {name: value for name, value in values.items() if isinstance(value, str)}
    plain |= {"account": account, "secret": secret, "timestamp": stamp(gateway.timestamp, now), "nonce": nonce}
    known: dict[str, Value] = {**values, **plain}
    sent = {theirs: known.get(ours, "") for ours, theirs in ask.fields.items() if ours != "signature"}
    flat = {name: str(value) for name, value in {**ask.constants, **sent}.items()}
    how = gateway.signed
    if isinstance(how, Digest) and how.header is None:
        known["signature"] = digest_of(how, plain, flat, b"")
    target, kind, body = _encoded(ask, known)
    return Written(target=target, headers={**kind, **_signed(gateway, plain, flat, body, now)}, body=body)


def stamp(form: str, now: datetime) -> str:
    """The time in their form; China's where it has no zone."""
    local = now.astimezone(SHANGHAI)
    forms = {
        "seconds": str(int(now.timestamp())),
        "milliseconds": str(int(now.timestamp() * 1000)),
        "yyyyMMddHHmmss": f"{local:%Y%m%d%H%M%S}",
        "yyyy-MM-dd HH:mm:ss": f"{local:%Y-%m-%d %H:%M:%S}",
        "MMddHHmmss": f"{local:%m%d%H%M%S}",
        "iso": f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    return forms[form]


def _encoded(ask: Ask, known: Mapping[str, Value]) -> tuple[str, dict[str, str], bytes]:
    if ask.body == "json":
        tree: dict[str, Any] = {}
        for place, constant in ask.constants.items():
            _put(tree, place, constant)
        for ours, theirs in ask.fields.items():
            value = known.get(ours, "")
            _put(tree, theirs, [value] if ours in ask.lists else value)
        return ask.path, {"content-type": JSON}, msgspec.json.encode(tree)
    fields = {**ask.constants, **{theirs: known.get(ours, "") for ours, theirs in ask.fields.items()}}
    text = urlencode(fields)
    if ask.body == "query":
        return f"{ask.path}?{text}", {}, b""
    return ask.path, {"content-type": FORM}, text.encode()


def _put(tree: dict[str, Any], place: str, value: object) -> None:
    *way, last = place.split(".")
    for name in way:
        tree = tree.setdefault(name, {})
    tree[last] = value


def _signed(
    gateway: Gateway, plain: Mapping[str, str], flat: Mapping[str, str], body: bytes, now: datetime
) -> dict[str, str]:
    how = gateway.signed
    if isinstance(how, HmacBody):
        at = stamp("seconds", now)
        return {how.timestamp_header: at, how.signature_header: sign(plain["secret"], at, body)}
    if isinstance(how, Digest) and how.header is not None:
        return {how.header: digest_of(how, plain, flat, body)}
    if isinstance(how, Basic):
        return {"authorization": basic_of(plain["account"], plain["secret"])}
    return {how.header: f"{how.prefix}{plain['secret']}"} if isinstance(how, Bearer) else {}
