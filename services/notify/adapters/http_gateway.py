"""The general SMS gateway over HTTP, described by data: paths, names of fields, meanings of codes."""

import time
from collections.abc import Mapping
from typing import Any

import httpx
import msgspec

from services.notify.adapters import callbacks
from shared.kernel.clock import real_now
from shared.kernel.failpoints import through
from shared.ports.signing import sign
from shared.ports.sms import Answer, Fate, FateKind, Malformed, Meaning, Outgoing, Receipt, Reply, SmsSupplier
from shared.ports.sms_gateway import ANY_CODE, Gateway

LARGEST = 64 * 1024  # bytes of an answer
CONNECT = 2.0  # seconds until there is a connection
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Unusable(Exception):
    """No answer that could be read. `sent` says whether the request may have reached them."""

    def __init__(self, code: str, sent: bool = True) -> None:
        super().__init__(code)
        self.code, self.sent = code, sent


class HttpSupplier(SmsSupplier):
    """One gateway. Its host is the one of the settings: redirects are not followed, proxies not asked."""

    def __init__(self, gateway: Gateway, url: str, secret: str, timeout: float | None = None) -> None:
        self.id, self.can_query = gateway.id, gateway.query is not None
        self._gateway, self._secret = gateway, secret
        self._patience = timeout or float(gateway.timeout_seconds)
        limits = httpx.Timeout(self._patience, connect=min(CONNECT, self._patience))
        self._http = httpx.Client(base_url=url, timeout=limits, follow_redirects=False, trust_env=False)

    def send(self, outgoing: Outgoing) -> Answer:
        """One call. A request that never left is RETRY_LATER; anything unclear afterwards is UNKNOWN."""
        how = self._gateway.send
        try:
            told = self._call("sms.send", how.path, how.fields, msgspec.structs.asdict(outgoing))
            code = callbacks.told(told, how.code, needed=True)
            supplier_id = callbacks.told(told, how.supplier_id)[:128]
        except Malformed:
            return Answer(meaning=Meaning.UNKNOWN, code="malformed")
        except Unusable as no:
            return Answer(meaning=Meaning.UNKNOWN if no.sent else Meaning.RETRY_LATER, code=no.code)
        meaning = how.codes.get(code, how.codes.get(ANY_CODE, Meaning.UNKNOWN))
        return Answer(meaning=meaning, code=code[:64], supplier_id=supplier_id)

    def query(self, reference: str) -> Fate:
        """One call; no usable answer is UNKNOWN."""
        how = self._gateway.query
        if how is None:
            return Fate(kind=FateKind.UNKNOWN, code="no_query")
        try:
            told = self._call("sms.query", how.path, how.fields, {"reference": reference})
            code, status = callbacks.told(told, how.code, needed=True), callbacks.told(told, how.status)
            supplier_id = callbacks.told(told, how.supplier_id)[:128]
        except Malformed:
            return Fate(kind=FateKind.UNKNOWN, code="malformed")
        except Unusable as no:
            return Fate(kind=FateKind.UNKNOWN, code=no.code)
        found = how.codes.get(code, how.codes.get(ANY_CODE, "unknown"))
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
        self._http.close()

    def _call(self, point: str, path: str, fields: Mapping[Any, str], values: Mapping[str, str]) -> dict[str, Any]:
        body = msgspec.json.encode({theirs: values[ours] for ours, theirs in fields.items()})
        try:
            raw = through(point, lambda: self._post(path, body), lost=_no_answer)
        except _NOT_SENT:
            raise Unusable("connect", sent=False) from None
        except httpx.TimeoutException:
            raise Unusable("timeout") from None
        except httpx.HTTPError:
            raise Unusable("broken") from None
        try:
            return msgspec.json.decode(raw, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            raise Unusable("malformed") from None

    def _post(self, path: str, body: bytes) -> bytes:
        stamp, end = str(int(real_now().timestamp())), time.monotonic() + self._patience
        headers = {
            "content-type": "application/json",
            "accept-encoding": "identity",
            self._gateway.timestamp_header: stamp,
            self._gateway.signature_header: sign(self._secret, stamp, body),
        }
        got = bytearray()
        with self._http.stream("POST", path, content=body, headers=headers) as answer:
            if answer.status_code != 200:
                raise Unusable(f"http_{answer.status_code}")
            for chunk in answer.iter_raw():
                got += chunk
                if len(got) > LARGEST:
                    raise Unusable("too_large")
                if time.monotonic() > end:
                    raise Unusable("timeout")
        return bytes(got)


def _no_answer() -> bytes:
    raise httpx.ReadTimeout("the answer was lost")
