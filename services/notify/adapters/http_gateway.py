"""The general SMS gateway over HTTP, described by data: addresses, fields, signature, meanings of codes."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from services.notify.adapters import callbacks, gateway_answer
from services.notify.adapters.answers import MALFORMED, no_fate, unanswered
from services.notify.adapters.booking import first_found
from services.notify.adapters.gateway_request import Value, written
from services.notify.adapters.texts import NO_TEMPLATE, filled
from services.notify.adapters.wire import Unusable, Wire
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
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
from shared.ports.sms_gateway import Ask, Gateway, Query, Send


class HttpSupplier(SmsSupplier, Polled):
    """One gateway. Its host is the one of the settings: redirects are not followed, proxies not asked."""

    def __init__(
        self,
        gateway: Gateway,
        url: str,
        secret: str,
        timeout: float | None = None,
        account: str = "",
        clock: Callable[[], datetime] = real_now,
    ) -> None:
        self.id, self.can_query, self.takes = gateway.id, gateway.query is not None, gateway.takes
        self.needs_template = "text" not in gateway.send.fields
        self.holds_reference = Meaning.DUPLICATE in gateway.send.codes.values()
        self.carries_extension = "extension" in gateway.send.fields
        self._gateway, self._secret, self._account, self._clock = gateway, secret, account, clock
        self._wire = Wire(url, timeout or float(gateway.timeout_seconds))

    def send(self, outgoing: Outgoing) -> Answer:
        """One call. A request that never left is RETRY_LATER; anything unclear afterwards is UNKNOWN."""
        how = self._gateway.send
        values = _values(self._gateway, outgoing)
        if values is None:
            return NO_TEMPLATE
        try:
            return gateway_answer.read_sent(self._call("sms.send", how, values), how, outgoing.phone)
        except Malformed:
            return Answer(meaning=Meaning.UNKNOWN, code=MALFORMED)
        except Unusable as no:
            return unanswered(how.codes, no)

    def query(self, reference: str, sent: Sent | None = None) -> Fate:
        """One call, and where they are asked by the day, near midnight one of each; no usable answer is UNKNOWN."""
        how = self._gateway.query
        if how is None:
            return no_fate("no_query")
        if sent is None and {"phone", "day", "supplier_id"} & set(how.fields):
            return no_fate("no_phone")
        values = {"reference": reference}
        if sent is not None:
            values |= {"phone": sent.phone, "supplier_id": sent.supplier_id}
        try:
            if sent is not None and "day" in how.fields:
                return first_found(sent.at, lambda day: self._fate(how, {**values, "day": f"{day:%Y%m%d}"}))
            return self._fate(how, values)
        except Malformed:
            return no_fate(MALFORMED)
        except Unusable as no:
            return no_fate(no.code)

    def receipts(self, body: str) -> tuple[Receipt, ...]:
        """By the data's field names."""
        return callbacks.receipts(body, self._gateway.receipts)

    def replies(self, body: str) -> tuple[Reply, ...]:
        """By the data's field names."""
        return callbacks.replies(body, self._gateway.replies)

    def pull(self, what: Literal["receipts", "replies"]) -> str:
        """One call, where the data say how."""
        how = self._gateway.poll_receipts if what == "receipts" else self._gateway.poll_replies
        if how is None:
            return ""
        try:
            return gateway_answer.read_polled(self._call("sms.query", how, {}), how.code, how.codes, how.entries)
        except (Malformed, Unusable) as no:
            raise Unreachable(str(no)) from None

    def close(self) -> None:
        """Gives its connections back."""
        self._wire.close()

    def _fate(self, how: Query, values: Mapping[str, str]) -> Fate:
        """Raises Malformed or Unusable."""
        return gateway_answer.read_fate(self._call("sms.query", how, values), how, values["reference"])

    def _call(self, point: str, how: Ask, values: Mapping[str, Value]) -> bytes:
        call = written(self._gateway, how, values, self._account, self._secret, self._clock(), new_id().hex)
        return self._wire.call(point, call.target, call.headers, call.body, method=how.method)


def _values(gateway: Gateway, outgoing: Outgoing) -> dict[str, Value] | None:
    """A message under our names; None where only an approved text is taken and this is none."""
    values: dict[str, Value] = {
        name: getattr(outgoing, name) for name in ("reference", "phone", "text", "sign", "extension")
    }
    if not {"template", "params"} & set(gateway.send.fields):
        return values
    text = filled(gateway, outgoing)
    if text is None:
        return None
    return {**values, "template": text.code, "params": _params(gateway.send, text.values)}


def _params(how: Send, values: Mapping[str, str]) -> Value:
    if how.params_as == "object":
        return dict(values)
    listed = list(values.values())
    return listed if how.params_as == "list" else how.separator.join(listed)
