"""The seam to whoever calls applicants for us: place a call, ask what became of it, read what they report."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import msgspec

from shared.ports.sms import Answer

LONGEST_REFERENCE = 15
"""Bytes of a reference of ours: what the supplier keeps beside a call (Aliyun's OutId, 1 to 15 bytes)."""
RATING_KEYS = "12345"
"""The keys that mean a grade, as the voice says them."""


class Script(StrEnum):
    """How the machine speaks."""

    TTS = "tts"  # it reads a text out and hangs up
    IVR = "ivr"  # it reads a text out and waits for a key


class CallOutcome(StrEnum):
    """What became of a call. The end is known for all but the last three."""

    HEARD = "heard"  # picked up and listened to the end
    HUNG_UP_EARLY = "hung_up_early"  # picked up, hung up before the end
    NO_KEY = "no_key"  # picked up, pressed nothing in time
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    OFF = "off"  # the phone is switched off
    OUT_OF_REACH = "out_of_reach"  # no network there, or no line to it
    SUSPENDED = "suspended"  # the line is out of service
    BAD_NUMBER = "bad_number"  # there is no such number
    BLOCKED_HOUR = "blocked_hour"  # not called: they place no calls at this hour
    NOT_PLACED = "not_placed"  # not called: their limits or lines
    FAILED = "failed"  # not reached, for a reason of theirs that the data do not name
    UNDER_WAY = "under_way"  # rings, speaks, or a key was pressed just now
    NOT_FOUND = "not_found"  # they know nothing of it, which proves little while their details lag
    UNKNOWN = "unknown"  # no usable answer


PICKED_UP = frozenset({CallOutcome.HEARD, CallOutcome.HUNG_UP_EARLY, CallOutcome.NO_KEY})
"""Somebody was on the line."""
OPEN = frozenset({CallOutcome.UNDER_WAY, CallOutcome.NOT_FOUND, CallOutcome.UNKNOWN})
"""Not the end."""


class Outcall(msgspec.Struct, frozen=True, kw_only=True):
    """A call to place. `reference` is ours, the same at every attempt. `params` fill what is said; the supplier knows
    it by `template`, or else by the code that its data give `purpose`. `keys` are those the voice offers, each a digit.
    Raises ValueError for a reference that the supplier could not keep.
    """

    reference: str
    phone: str
    script: Script
    purpose: str = ""
    template: str = ""
    params: Mapping[str, str] = msgspec.field(default_factory=dict)
    keys: str = ""

    def __post_init__(self) -> None:
        if not 0 < len(self.reference.encode()) <= LONGEST_REFERENCE:
            raise ValueError(f"a reference of 1 to {LONGEST_REFERENCE} bytes is needed")

    def __repr__(self) -> str:
        return f"Outcall({self.reference})"


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A call to ask about. Suppliers look it up by their own id, its kind and its day, not by our reference."""

    call_id: str
    script: Script
    at: datetime


class CallReport(msgspec.Struct, frozen=True, kw_only=True):
    """What they say of a call. `keys`: those pressed, in order; `seconds` count from picking up, `code` is theirs."""

    call_id: str
    reference: str
    outcome: CallOutcome
    keys: str = ""
    seconds: int = 0
    code: str = ""


class VoiceSupplier(Protocol):
    """One supplier of calls. Calling and asking never raise for what happens on the way: that is an answer, too."""

    id: str
    can_query: bool

    def call(self, outcall: Outcall) -> Answer:
        """Places it, once; `supplier_id` is their call id. A time-out is UNKNOWN: the phone may be ringing."""

    def query(self, placed: Placed) -> CallReport:
        """What became of it; asked only where `can_query`. The report's reference may be empty."""

    def reports(self, body: str) -> tuple[CallReport, ...]:
        """The reports in a posted body: ends, and keys while the call goes on. Raises sms.Malformed."""
