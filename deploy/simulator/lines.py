"""The simulated telephone lines: calls that ring on phones, keys that are pressed, and what is reported of them."""

import threading
from collections import Counter
from typing import Any, Literal, get_args

import msgspec
from msgspec.structs import replace

from deploy.simulator.postman import Postman
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id

End = Literal[
    "heard", "hung-up-early", "busy", "no-answer", "bad-number", "out-of-reach", "off", "suspended", "blocked-hour"
]
ENDS: tuple[End, ...] = get_args(End)
STATES: dict[End, str] = {
    "heard": "200000",
    "hung-up-early": "200001",
    "busy": "200002",
    "no-answer": "200003",
    "bad-number": "200004",
    "out-of-reach": "200005",
    "off": "200010",
    "suspended": "200011",
    "blocked-hour": "200118",
}
"""The codes by which ends are reported (help 55085)."""
KEY_PRESSED = "300000"
RINGS = 60.0  # seconds until nobody answers
PICKS_UP = 0.2  # seconds until a phone that has orders does what it was ordered
SECONDS = 21  # how long a call lasts that is listened to


class Line(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What the next calls to a phone come to, `times` of them or all: keys that are pressed, and the end."""

    phone: str
    end: End = "heard"
    keys: str = ""
    times: int | None = None


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A call as the phone knows it. `keys` are those it offers, `pressed` those that were pressed."""

    call_id: str
    out_id: str
    phone: str
    words: str
    voice_type: str
    keys: str
    at: str
    pressed: str = ""
    end: End | None = None


class Lines:
    """All calls, in the order in which they came. Thread-safe. They last as long as the process."""

    def __init__(self, postman: Postman) -> None:
        self._postman, self._lock = postman, threading.Lock()
        self._calls: dict[str, Call] = {}
        self._ordered: dict[str, Line] = {}
        self._counts: Counter[str] = Counter()

    def ring(self, out_id: str, phone: str, words: str, voice_type: str, keys: str) -> Call:
        """A phone rings, and does what it was ordered; without orders somebody at the page must pick up."""
        call = Call(
            call_id=f"{new_id().hex[-12:]}^{new_id().hex[-12:]}",
            out_id=out_id,
            phone=phone,
            words=words,
            voice_type=voice_type,
            keys=keys,
            at=real_now().isoformat(timespec="milliseconds"),
        )
        with self._lock:
            self._calls[call.call_id] = call
            self._counts[out_id] += 1
            line = self._order(phone)
        if line is None:
            self._postman.later(RINGS, lambda: self._unheard(call.call_id))
        else:
            self._postman.later(PICKS_UP, lambda: self._obey(call.call_id, line))
        return call

    def press(self, call_id: str, key: str) -> bool:
        """Somebody presses a key; False where no such call goes on, or offers that key."""
        with self._lock:
            call = self._calls.get(call_id)
            if call is None or call.end is not None or key not in call.keys or len(key) != 1:
                return False
            self._calls[call_id] = call = replace(call, pressed=call.pressed + key)
        self._report(call, KEY_PRESSED, key)
        return True

    def finish(self, call_id: str, end: End) -> bool:
        """It ends so; False where no such call goes on."""
        with self._lock:
            call = self._calls.get(call_id)
            if call is None or call.end is not None:
                return False
            self._calls[call_id] = call = replace(call, end=end)
        self._report(call, STATES[end], call.pressed)
        return True

    def order(self, line: Line) -> None:
        """What the next calls to that phone come to."""
        with self._lock:
            self._ordered[line.phone] = line

    def find(self, call_id: str) -> Call | None:
        """The call of that id."""
        return self._calls.get(call_id)

    def of(self, phone: str = "") -> list[Call]:
        """The calls of one phone, or all."""
        return [call for call in list(self._calls.values()) if phone in ("", call.phone)]

    def counts(self) -> dict[str, int]:
        """How often each reference rang."""
        return dict(self._counts)

    def _order(self, phone: str) -> Line | None:
        line = self._ordered.get(phone)
        if line is None or line.times == 0:
            return None
        line.times = None if line.times is None else line.times - 1
        return line

    def _unheard(self, call_id: str) -> None:
        self.finish(call_id, "no-answer")

    def _obey(self, call_id: str, line: Line) -> None:
        for key in line.keys:
            self.press(call_id, key)
        self.finish(call_id, line.end)

    def _report(self, call: Call, state: str, keys: str) -> None:
        entry = reported(call, state, keys)
        self._postman.later(0, lambda: self._postman.post("reports", entry, "voice"))


def reported(call: Call, state: str, keys: str) -> dict[str, Any]:
    """An entry of VoiceReport."""
    picked_up = state in (STATES["heard"], STATES["hung-up-early"])
    return {
        "call_id": call.call_id,
        "out_id": call.out_id,
        "originate_time": call.at,
        "start_time": call.at if picked_up else "",
        "end_time": call.at,
        "caller": "04725163108",
        "callee": call.phone,
        "duration": str(SECONDS if picked_up else 0),
        "status_code": state,
        "hangup_direction": "0",
        "dtmf": keys,
        "voice_type": call.voice_type,
    }
