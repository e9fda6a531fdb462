"""What stand-ins post, in our own words: the names of our own fields."""

from shared.ports.sms import FateKind
from shared.ports.sms_gateway import Callback

RECEIPTS = Callback(
    path="/",
    fields={"reference": "reference", "supplier_id": "supplier_id", "status": "status"},
    answer={},
    statuses={kind.value: kind for kind in (FateKind.DELIVERED, FateKind.FAILED, FateKind.EXPIRED)},
)
REPLIES = Callback(
    path="/",
    fields={"supplier_id": "supplier_id", "phone": "phone", "text": "text", "extension": "extension"},
    answer={},
)
