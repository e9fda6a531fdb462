"""A supplier in memory that does what it is told: for tests here and elsewhere."""

import threading
from collections import Counter, deque

from services.notify.adapters import callbacks, plain
from shared.ports.sms import Answer, Fate, FateKind, Meaning, Outgoing, Receipt, Reply, Sent, SmsSupplier


class FakeSupplier(SmsSupplier):
    """Accepts and remembers. `plan` puts answers in front; `calls` counts every attempt by reference."""

    id = "fake"
    can_query = True
    holds_reference = True
    needs_template = False
    carries_extension = True

    def __init__(self) -> None:
        self.taken: dict[str, Outgoing] = {}
        self.fates: dict[str, Fate] = {}
        self.calls: Counter[str] = Counter()
        self._planned: deque[tuple[Answer, bool]] = deque()
        self._lock = threading.Lock()

    def plan(self, answer: Answer, takes: bool = False) -> None:
        """The next message is answered so; `takes` says whether it is sent nevertheless."""
        self._planned.append((answer, takes))

    def send(self, outgoing: Outgoing) -> Answer:
        """What was planned, else accepted; a reference they hold already is a duplicate."""
        with self._lock:
            self.calls[outgoing.reference] += 1
            if outgoing.reference in self.taken:
                return Answer(meaning=Meaning.DUPLICATE, supplier_id=_id(outgoing.reference))
            accepted = Answer(meaning=Meaning.ACCEPTED, supplier_id=_id(outgoing.reference))
            answer, takes = self._planned.popleft() if self._planned else (accepted, True)
            if takes:
                self.taken[outgoing.reference] = outgoing
            return answer

    def query(self, reference: str, sent: Sent | None = None) -> Fate:
        """Under way, unless `fates` says otherwise; what was not taken is not found."""
        if reference not in self.taken:
            return Fate(kind=FateKind.NOT_FOUND)
        return self.fates.get(reference, Fate(kind=FateKind.ACCEPTED, supplier_id=_id(reference)))

    def receipts(self, body: str) -> tuple[Receipt, ...]:
        """In our own words."""
        return callbacks.receipts(body, plain.RECEIPTS)

    def replies(self, body: str) -> tuple[Reply, ...]:
        """In our own words."""
        return callbacks.replies(body, plain.REPLIES)


def _id(reference: str) -> str:
    return f"fake-{reference[:8]}"
