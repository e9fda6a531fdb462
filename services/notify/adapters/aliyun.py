"""Calling Aliyun: an action with parameters in the query (or, for batches, in a form), signed by ACS3-HMAC-SHA256."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from services.notify.adapters.wire import Wire, read_object
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.ports import acs3

FORM = "application/x-www-form-urlencoded"


class Key:
    """A key id and its secret, which no trace shows."""

    def __init__(self, key_id: str, secret: str) -> None:
        self.id, self.secret = key_id, secret


def _nonce() -> str:
    return new_id().hex


class Acs:
    """One product of theirs under one key. Clock and nonce are real but where a test holds them."""

    def __init__(
        self,
        wire: Wire,
        key: Key,
        version: str,
        clock: Callable[[], datetime] = real_now,
        nonce: Callable[[], str] = _nonce,
    ) -> None:
        self._wire, self._key, self._version, self._clock, self._nonce = wire, key, version, clock, nonce

    def call(
        self, point: str, action: str, query: Mapping[str, str], form: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Their answer, a refusal too. Raises Unusable, Malformed."""
        body = acs3.query_string(form).encode() if form else b""
        headers = self._headers(action, body, bool(form))
        headers["authorization"] = acs3.authorization(self._key.id, self._key.secret, query, headers)
        target = f"/?{acs3.query_string(query)}" if query else "/"
        return read_object(self._wire.call(point, target, headers, body, refusals=True))

    def _headers(self, action: str, body: bytes, form: bool) -> dict[str, str]:
        headers = {
            "host": self._wire.host,
            "x-acs-action": action,
            "x-acs-version": self._version,
            "x-acs-date": f"{self._clock().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": self._nonce(),
            "x-acs-content-sha256": acs3.body_hash(body),
        }
        return {**headers, "content-type": FORM} if form else headers
