"""Tencent Cloud SMS (2021-01-11): SendSms, and receipts and replies that are pushed or pulled.

They do not know a reference again, and tell of a message only when its end is known: what is not listed may be under
way, so that silence proves nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec

from services.notify.adapters import callbacks, tencent_posts
from services.notify.adapters.aliyun import Key
from services.notify.adapters.answers import MALFORMED, answered, best, no_fate, unanswered
from services.notify.adapters.texts import NO_TEMPLATE, filled
from services.notify.adapters.wire import Unusable, Wire, read_object
from shared.kernel.clock import real_now
from shared.ports import tc3
from shared.ports.sms import (
    Answer,
    Fate,
    Malformed,
    Meaning,
    Outgoing,
    Polled,
    Receipt,
    Reply,
    Sent,
    SmsSupplier,
    Unreachable,
)
from shared.ports.sms_clouds import TencentSmsData

VERSION, SERVICE = "2021-01-11", "sms"
MOST = 100  # entries of one pull, their most
EARLIER = timedelta(minutes=5)  # their clock may be off from ours by that much
LISTS = {"receipts": "PullSmsSendStatus", "replies": "PullSmsReplyStatus"}


class TencentSms(SmsSupplier, Polled):
    """One application of theirs."""

    can_query, holds_reference, needs_template = True, False, True

    def __init__(
        self,
        data: TencentSmsData,
        url: str,
        key: Key,
        timeout: float | None = None,
        clock: Callable[[], datetime] = real_now,
    ) -> None:
        self.id, self.carries_extension, self.takes = data.id, data.extends, data.takes
        self._data, self._key, self._clock = data, key, clock
        self._wire = Wire(url, timeout or float(data.timeout_seconds))

    def send(self, outgoing: Outgoing) -> Answer:
        """One SendSms to one phone; our reference travels as the session's context."""
        text = filled(self._data, outgoing)
        if text is None:
            return NO_TEMPLATE
        payload = {
            "PhoneNumberSet": [f"+86{outgoing.phone}"],
            "SmsSdkAppId": self._data.app_id,
            "TemplateId": text.code,
            "SignName": outgoing.sign,
            "TemplateParamSet": list(text.values.values()),
            **({"ExtendCode": outgoing.extension} if outgoing.extension and self._data.extends else {}),
            "SessionContext": outgoing.reference,
        }
        try:
            code, serial = _status(self._call("sms.send", "SendSms", payload))
        except Unusable as no:
            return unanswered(self._data.codes, no)
        except Malformed:
            return Answer(meaning=Meaning.UNKNOWN, code=MALFORMED)
        return answered(self._data.codes, code, serial)

    def query(self, reference: str, sent: Sent | None = None) -> Fate:
        """The ends of that phone since then, looked through for our reference or their number of it."""
        if sent is None:
            return no_fate("no_phone")
        payload = {
            "BeginTime": int((sent.at - EARLIER).timestamp()),
            "EndTime": int(self._clock().timestamp()),
            "Offset": 0,
            "Limit": MOST,
            "PhoneNumber": f"+86{sent.phone}",
            "SmsSdkAppId": self._data.app_id,
        }
        try:
            told = self._call("sms.query", "PullSmsSendStatusByPhoneNumber", payload)
            listed = tencent_posts.pulled(_entries(told, "PullSmsSendStatusSet"), self._data)
        except Unusable as no:
            return no_fate(no.code)
        except Malformed:
            return no_fate(MALFORMED)
        ours = [one.fate for one in listed if one.reference == reference or _is(one.fate, sent)]
        return best(ours) if ours else no_fate("not_reported")

    def receipts(self, body: str) -> tuple[Receipt, ...]:
        """As pushed, or as pulled."""
        return tencent_posts.receipts(body, self._data)

    def replies(self, body: str) -> tuple[Reply, ...]:
        """As pushed, or as pulled."""
        return tencent_posts.replies(body)

    def pull(self, what: Literal["receipts", "replies"]) -> str:
        """PullSmsSendStatus or PullSmsReplyStatus, which give every entry once."""
        action = LISTS[what]
        try:
            told = self._call("sms.query", action, {"Limit": MOST, "SmsSdkAppId": self._data.app_id})
            listed = _entries(told, f"{action}Set")
        except Unusable as no:
            raise Unreachable(no.code) from None
        except Malformed as no:
            raise Unreachable(str(no)) from None
        return msgspec.json.encode(listed).decode() if listed else ""

    def close(self) -> None:
        """Gives its connections back."""
        self._wire.close()

    def _call(self, point: str, action: str, payload: dict[str, Any]) -> dict[str, Any]:
        body, stamp = msgspec.json.encode(payload), int(self._clock().timestamp())
        headers = {
            "host": self._wire.host,
            "content-type": tc3.CONTENT_TYPE,
            "x-tc-action": action,
            "x-tc-version": VERSION,
            "x-tc-timestamp": str(stamp),
            "x-tc-region": self._data.region,
            "authorization": tc3.authorization(self._key.id, self._key.secret, SERVICE, self._wire.host, stamp, body),
        }
        told = read_object(self._wire.call(point, "/", headers, body, refusals=True)).get("Response")
        if not isinstance(told, dict):
            raise Malformed("no Response")
        return told


def _status(told: dict[str, Any]) -> tuple[str, str]:
    """Their code of the one message, or of the whole call, and their number of it. Raises Malformed."""
    if error := told.get("Error"):
        return (callbacks.told(error, "Code", needed=True) if isinstance(error, dict) else ""), ""
    (status,) = _entries(told, "SendStatusSet") or [{}]
    return callbacks.told(status, "Code", needed=True), callbacks.told(status, "SerialNo")


def _entries(told: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Raises Malformed: an error of theirs, too, which is no list. Its code is the reason."""
    if isinstance(error := told.get("Error"), dict):
        raise Malformed(callbacks.told(error, "Code", needed=True)[:64])
    found = told.get(name)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Malformed(f"no {name}")
    return found


def _is(fate: Fate, sent: Sent) -> bool:
    return bool(sent.supplier_id) and fate.supplier_id == sent.supplier_id
