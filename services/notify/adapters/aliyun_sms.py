"""Aliyun SMS (2017-05-25): one message by SendSms, many by SendBatchSms, their details by phone and day.

They do not know a reference again, so a message goes out a second time only on proof; and the details lag.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from services.notify.adapters import aliyun_posts, callbacks
from services.notify.adapters.aliyun import Acs, Key
from services.notify.adapters.answers import MALFORMED, answered, best, meant, no_fate, unanswered
from services.notify.adapters.booking import first_found
from services.notify.adapters.texts import NO_TEMPLATE, Filled, filled
from services.notify.adapters.wire import Unusable, Wire
from shared.ports.sms import (
    Answer,
    Fate,
    FateKind,
    Malformed,
    Meaning,
    Outgoing,
    Receipt,
    Reply,
    Sent,
    SmsSupplier,
)
from shared.ports.sms_clouds import AliyunSmsData

VERSION = "2017-05-25"
PAGE, PAGES = 50, 3  # details of a page, which is their most, and pages we read: they send a phone 50 a day at most
OK = "OK"


class AliyunSms(SmsSupplier):
    """One account."""

    can_query, holds_reference, needs_template = True, False, True

    def __init__(
        self, data: AliyunSmsData, url: str, key: Key, timeout: float | None = None, acs: Acs | None = None
    ) -> None:
        self.id, self.carries_extension, self.takes = data.id, data.extension_digits > 0, data.takes
        self._data, self._wire = data, Wire(url, timeout or float(data.timeout_seconds))
        self._acs = acs or Acs(self._wire, key, VERSION)

    def send(self, outgoing: Outgoing) -> Answer:
        """One SendSms."""
        text = filled(self._data, outgoing)
        if text is None:
            return NO_TEMPLATE
        query = {
            "PhoneNumbers": outgoing.phone,
            "SignName": outgoing.sign,
            "TemplateCode": text.code,
            "TemplateParam": _json(text.values),
            "SmsUpExtendCode": outgoing.extension,
            "OutId": outgoing.reference,
        }
        return self._sent("SendSms", {name: value for name, value in query.items() if value})

    def send_batch(self, reference: str, many: Sequence[Outgoing]) -> Answer:
        """Up to 100 of one text in one SendBatchSms, all or none. A batch has one reference, so receipts tell its
        messages apart by phone alone: the journal, where a phone may get two, sends one by one.
        """
        texts = [filled(self._data, one) for one in many]
        codes = {text.code for text in texts if text}
        if None in texts or len(codes) != 1:
            return NO_TEMPLATE
        return self._sent("SendBatchSms", {"OutId": reference, "TemplateCode": codes.pop()}, _batch(many, texts))

    def query(self, reference: str, sent: Sent | None = None) -> Fate:
        """QuerySendDetails of that phone and day, near midnight of both, looked through for our reference."""
        if sent is None:
            return no_fate("no_phone")
        try:
            return first_found(sent.at, lambda day: self._details(reference, sent.phone, day))
        except Unusable as no:
            return no_fate(no.code)
        except Malformed:
            return no_fate(MALFORMED)

    def receipts(self, body: str) -> tuple[Receipt, ...]:
        """SmsReport."""
        return aliyun_posts.receipts(body, self._data)

    def replies(self, body: str) -> tuple[Reply, ...]:
        """SmsUp."""
        return aliyun_posts.replies(body, self._data)

    def close(self) -> None:
        """Gives its connections back."""
        self._wire.close()

    def _sent(self, action: str, query: dict[str, str], form: dict[str, str] | None = None) -> Answer:
        try:
            told = self._acs.call("sms.send", action, query, form)
            code, biz_id = callbacks.told(told, "Code", needed=True), callbacks.told(told, "BizId")
        except Unusable as no:
            return unanswered(self._data.codes, no)
        except Malformed:
            return Answer(meaning=Meaning.UNKNOWN, code=MALFORMED)
        return answered(self._data.codes, code, biz_id)

    def _details(self, reference: str, phone: str, day: date) -> Fate:
        ask = {"PhoneNumber": phone, "SendDate": f"{day:%Y%m%d}", "PageSize": str(PAGE)}
        found: list[Fate] = []
        for page in range(1, PAGES + 1):
            told = self._acs.call("sms.query", "QuerySendDetails", {**ask, "CurrentPage": str(page)})
            code = callbacks.told(told, "Code", needed=True)
            if code != OK:
                return no_fate(code)
            listed = _listed(told)
            found += [self._fate(one) for one in listed if callbacks.told(one, "OutId") == reference]
            if len(listed) < PAGE:
                return best(found) if found else Fate(kind=FateKind.NOT_FOUND)
        return best(found) if found else no_fate("too_many")

    def _fate(self, one: dict[str, Any]) -> Fate:
        status = callbacks.told(one, "SendStatus", needed=True)
        kind = meant(self._data.statuses, status, FateKind.UNKNOWN)
        return Fate(kind=kind, code=(callbacks.told(one, "ErrCode") or status)[:64])


def _listed(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The details of a page. Raises Malformed."""
    held = told.get("SmsSendDetailDTOs")
    listed = held.get("SmsSendDetailDTO") if isinstance(held, dict) else None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Malformed("no details")
    return listed


def _batch(many: Sequence[Outgoing], texts: Sequence[Filled | None]) -> dict[str, str]:
    form = {
        "PhoneNumberJson": _json([one.phone for one in many]),
        "SignNameJson": _json([one.sign for one in many]),
        "TemplateParamJson": _json([text.values for text in texts if text]),
    }
    endings = [one.extension for one in many]
    return {**form, "SmsUpExtendCodeJson": _json(endings)} if any(endings) else form


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
