"""A stand-in that prints messages instead of sending them: for a developer without any gateway."""

import sys
from typing import TextIO

from services.notify.adapters import callbacks, plain
from shared.ports.sms import Answer, Fate, FateKind, Meaning, Outgoing, Receipt, Reply, Sent, SmsSupplier
from shared.store.masking import mask_phone


class ConsoleSupplier(SmsSupplier):
    """Takes everything, knows nothing afterwards. The number is masked: consoles end up in logs."""

    id = "console"
    can_query = False
    holds_reference = False
    needs_template = False
    carries_extension = True

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        print("bangban: STAND-IN: text messages are printed here, nobody receives them", file=self._out, flush=True)

    def send(self, outgoing: Outgoing) -> Answer:
        """Prints it."""
        to = mask_phone(outgoing.phone)
        print(f"SMS to {to}: 【{outgoing.sign}】{outgoing.text}", file=self._out, flush=True)
        return Answer(meaning=Meaning.ACCEPTED, supplier_id=outgoing.reference)

    def query(self, reference: str, sent: Sent | None = None) -> Fate:
        """What was printed is not remembered."""
        return Fate(kind=FateKind.UNKNOWN, code="no_query")

    def receipts(self, body: str) -> tuple[Receipt, ...]:
        """In our own words."""
        return callbacks.receipts(body, plain.RECEIPTS)

    def replies(self, body: str) -> tuple[Reply, ...]:
        """In our own words."""
        return callbacks.replies(body, plain.REPLIES)
