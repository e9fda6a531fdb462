"""A voice supplier in memory that does what it is told: for tests here and elsewhere."""

import threading
from collections import Counter, deque

import msgspec

from services.notify.adapters import callbacks
from shared.ports.sms import Answer, Malformed, Meaning
from shared.ports.voice import CallOutcome, CallReport, Outcall, Placed, VoiceSupplier


class FakeVoice(VoiceSupplier):
    """Places every call. `plan` puts answers in front; `ends` says what became of a call, by our reference."""

    id = "fake-voice"
    can_query = True

    def __init__(self) -> None:
        self.placed: dict[str, Outcall] = {}
        self.ends: dict[str, CallReport] = {}
        self.calls: Counter[str] = Counter()
        self._planned: deque[tuple[Answer, bool]] = deque()
        self._lock = threading.Lock()

    def plan(self, answer: Answer, rings: bool = False) -> None:
        """The next call is answered so; `rings` says whether it is placed nevertheless."""
        self._planned.append((answer, rings))

    def end(self, reference: str, outcome: CallOutcome, keys: str = "", seconds: int = 0) -> CallReport:
        """How the call ended, from now on; gives the report that would be posted."""
        report = CallReport(
            call_id=call_id(reference), reference=reference, outcome=outcome, keys=keys, seconds=seconds, code=outcome
        )
        self.ends[reference] = report
        return report

    def call(self, outcall: Outcall) -> Answer:
        """What was planned, else accepted. Unlike a text, the same reference again rings again: `calls` counts it."""
        with self._lock:
            self.calls[outcall.reference] += 1
            accepted = Answer(meaning=Meaning.ACCEPTED, supplier_id=call_id(outcall.reference))
            answer, rings = self._planned.popleft() if self._planned else (accepted, True)
            if rings:
                self.placed[outcall.reference] = outcall
            return answer

    def query(self, placed: Placed) -> CallReport:
        """Under way, unless `ends` says otherwise; what was not placed is not found."""
        reference = next((one for one in self.placed if call_id(one) == placed.call_id), "")
        outcome = CallOutcome.UNDER_WAY if reference else CallOutcome.NOT_FOUND
        return self.ends.get(reference, CallReport(call_id=placed.call_id, reference=reference, outcome=outcome))

    def reports(self, body: str) -> tuple[CallReport, ...]:
        """In our own words: the report's own fields."""
        return tuple(_report(entry) for entry in callbacks.entries(body))


def call_id(reference: str) -> str:
    """The call id of a reference, here."""
    return f"call-{reference}"


def _report(entry: dict[str, object]) -> CallReport:
    try:
        return msgspec.convert(entry, type=CallReport)
    except msgspec.ValidationError:
        raise Malformed("no report of a call") from None
