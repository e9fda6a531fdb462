"""Aliyun voice (2017-05-25): a text read out by SingleCallByTts, a key asked for by IvrCall, ends by call id."""

from typing import Any

import msgspec

from services.notify.adapters import callbacks
from services.notify.adapters.aliyun import Acs, Key
from services.notify.adapters.answers import MALFORMED, answered, unanswered
from services.notify.adapters.texts import NO_TEMPLATE, filled
from services.notify.adapters.wire import Unusable, Wire, read_object
from shared.ports.sms import Answer, Malformed, Meaning
from shared.ports.voice import CallOutcome, CallReport, Outcall, Placed, Script, VoiceSupplier
from shared.ports.voice_data import AliyunVoiceData

VERSION = "2017-05-25"
PRODUCTS = {Script.TTS: "11010000138001", Script.IVR: "11000000300005"}
"""What a call is asked for under (help 112502)."""
LONGEST = 250  # characters of what fills a text
KEY_PRESSED = "300000"  # a report of one key, while the call goes on
NOT_THERE = frozenset({"isv.CALL_NOT_EXISTS", "isv.DETAIL_NOT_EXISTS"})
OK = "OK"


class AliyunVoice(VoiceSupplier):
    """One account. They do not know a reference again: the same call made twice rings twice."""

    can_query = True

    def __init__(
        self, data: AliyunVoiceData, url: str, key: Key, timeout: float | None = None, acs: Acs | None = None
    ) -> None:
        self.id, self._data = data.id, data
        self._wire = Wire(url, timeout or float(data.timeout_seconds))
        self._acs = acs or Acs(self._wire, key, VERSION)

    def call(self, outcall: Outcall) -> Answer:
        """One SingleCallByTts or IvrCall."""
        text = filled(self._data, outcall)
        if text is None:
            return NO_TEMPLATE
        code, values = text.code, msgspec.json.encode(text.values).decode()
        if len(values) >= LONGEST:
            return Answer(meaning=Meaning.REFUSED_TEXT, code="too_long")
        query = {
            "CalledNumber": outcall.phone,
            "CalledShowNumber": self._data.shown,
            "OutId": outcall.reference,
            "PlayTimes": str(self._data.play_times),
        }
        if outcall.script is Script.IVR:
            return self._placed("IvrCall", query | self._asking(outcall, code, values))
        return self._placed("SingleCallByTts", query | {"TtsCode": code, "TtsParam": values})

    def query(self, placed: Placed) -> CallReport:
        """QueryCallDetailByCallId; the answer is JSON within JSON."""
        query = {
            "CallId": placed.call_id,
            "ProdId": PRODUCTS[placed.script],
            "QueryDate": str(int(placed.at.timestamp() * 1000)),
        }
        try:
            told = self._acs.call("sms.query", "QueryCallDetailByCallId", query)
            code = callbacks.told(told, "Code", needed=True)
            if code != OK:
                return _nothing(placed, CallOutcome.NOT_FOUND if code in NOT_THERE else CallOutcome.UNKNOWN, code)
            return self._detail(placed, read_object(callbacks.told(told, "Data", needed=True).encode()))
        except Unusable as no:
            return _nothing(placed, CallOutcome.UNKNOWN, no.code)
        except Malformed:
            return _nothing(placed, CallOutcome.UNKNOWN, MALFORMED)

    def reports(self, body: str) -> tuple[CallReport, ...]:
        """VoiceReport, and VoiceCallReport with a key."""
        return tuple(self._report(entry) for entry in callbacks.entries(body))

    def close(self) -> None:
        """Gives its connections back."""
        self._wire.close()

    def _asking(self, outcall: Outcall, code: str, values: str) -> dict[str, str]:
        query = {"StartCode": code, "StartTtsParams": values, "Timeout": str(self._data.key_seconds * 1000)}
        for number, key in enumerate(outcall.keys, start=1):
            query |= {f"MenuKeyMap.{number}.Key": key, f"MenuKeyMap.{number}.Code": self._data.key_code or code}
        return query | ({"ByeCode": self._data.bye_code} if self._data.bye_code else {})

    def _placed(self, action: str, query: dict[str, str]) -> Answer:
        try:
            told = self._acs.call("sms.send", action, query)
            code, call_id = callbacks.told(told, "Code", needed=True), callbacks.told(told, "CallId")
        except Unusable as no:
            return unanswered(self._data.codes, no)
        except Malformed:
            return Answer(meaning=Meaning.UNKNOWN, code=MALFORMED)
        return answered(self._data.codes, code, call_id)

    def _detail(self, placed: Placed, told: dict[str, Any]) -> CallReport:
        state = callbacks.told(told, "state")
        return CallReport(
            call_id=placed.call_id,
            reference="",
            outcome=self._outcome(state) if state else CallOutcome.UNDER_WAY,
            keys=_keys(callbacks.told(told, "dtmf")),
            seconds=_seconds(callbacks.told(told, "duration")),
            code=state[:64],
        )

    def _report(self, entry: dict[str, Any]) -> CallReport:
        code = callbacks.told(entry, "status_code", needed=True)
        return CallReport(
            call_id=callbacks.told(entry, "call_id", needed=True),
            reference=callbacks.told(entry, "out_id"),
            outcome=self._outcome(code),
            keys=_keys(callbacks.told(entry, "dtmf")),
            seconds=_seconds(callbacks.told(entry, "duration")),
            code=code[:64],
        )

    def _outcome(self, code: str) -> CallOutcome:
        return CallOutcome.UNDER_WAY if code == KEY_PRESSED else self._data.outcomes.get(code, CallOutcome.FAILED)


def _nothing(placed: Placed, outcome: CallOutcome, code: str) -> CallReport:
    return CallReport(call_id=placed.call_id, reference="", outcome=outcome, code=code[:64])


def _keys(text: str) -> str:
    """Keys that were pressed, in order, whatever stands between them. At most a handful counts."""
    return "".join(key for key in text if key in "0123456789*#")[:16]


def _seconds(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
