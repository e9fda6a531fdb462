"""The general SMS gateway over HTTP, described by data: paths, names of fields, meanings of codes."""

from collections.abc import Mapping
from typing import Any

import msgspec

from services.notify.adapters import callbacks
from services.notify.adapters.answers import MALFORMED, answered, meant, no_fate, unanswered
from services.notify.adapters.wire import Unusable, Wire, read_object
from shared.kernel.clock import real_now
from shared.ports.signing import sign
from shared.ports.sms import Answer, Fate, FateKind, Malformed, Meaning, Outgoing, Receipt, Reply, Sent, SmsSupplier
from shared.ports.sms_gateway import Gateway


class HttpSupplier(SmsSupplier):
    """One gateway. Its host is the one of the settings: redirects are not followed, proxies not asked."""

    def __init__(self, gateway: Gateway, url: str, secret: str, timeout: float | None = None) -> None:
        self.id, self.can_query, self.needs_template = gateway.id, gateway.query is not None, False
        self.holds_reference = Meaning.DUPLICATE in gateway.send.codes.values()
        self._gateway, self._secret = gateway, secret
        self._wire = Wire(url, timeout or float(gateway.timeout_seconds))

    def send(self, outgoing: Outgoing) -> Answer:
        """One call. A request that never left is RETRY_LATER; anything unclear afterwards is UNKNOWN."""
        how = self._gateway.send
        try:
            told = self._call("sms.send", how.path, how.fields, msgspec.structs.asdict(outgoing))
            code = callbacks.told(told, how.code, needed=True)
            supplier_id = callbacks.told(told, how.supplier_id)
        except Malformed:
            return Answer(meaning=Meaning.UNKNOWN, code=MALFORMED)
        except Unusable as no:
            return unanswered(how.codes, no)
        return answered(how.codes, code, supplier_id)

    def query(self, reference: str, sent: Sent | None = None) -> Fate:
        """One call; no usable answer is UNKNOWN."""
        how = self._gateway.query
        if how is None:
            return no_fate("no_query")
        try:
            told = self._call("sms.query", how.path, how.fields, {"reference": reference})
            code, status = callbacks.told(told, how.code, needed=True), callbacks.told(told, how.status)
            supplier_id = callbacks.told(told, how.supplier_id)[:128]
        except Malformed:
            return no_fate(MALFORMED)
        except Unusable as no:
            return no_fate(no.code)
        found = meant(how.codes, code, "unknown")
        if found == "found":
            kind = how.statuses.get(status, FateKind.UNKNOWN)
            return Fate(kind=kind, code=status[:64], supplier_id=supplier_id)
        return Fate(kind=FateKind.NOT_FOUND if found == "not_found" else FateKind.UNKNOWN, code=code[:64])

    def receipts(self, body: str) -> tuple[Receipt, ...]:
        """By the data's field names."""
        return callbacks.receipts(body, self._gateway.receipts)

    def replies(self, body: str) -> tuple[Reply, ...]:
        """By the data's field names."""
        return callbacks.replies(body, self._gateway.replies)

    def close(self) -> None:
        """Gives its connections back."""
        self._wire.close()

    def _call(self, point: str, path: str, fields: Mapping[Any, str], values: Mapping[str, str]) -> dict[str, Any]:
        body = msgspec.json.encode({theirs: values[ours] for ours, theirs in fields.items()})
        stamp = str(int(real_now().timestamp()))
        headers = {
            "content-type": "application/json",
            self._gateway.timestamp_header: stamp,
            self._gateway.signature_header: sign(self._secret, stamp, body),
        }
        return read_object(self._wire.call(point, path, headers, body))
