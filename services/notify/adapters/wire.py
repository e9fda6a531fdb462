"""Calling others over HTTP: one host, no redirects, no proxies, limits of time and size, and whether it left us."""

from collections.abc import Mapping
from typing import Any

import httpx
import msgspec

from services.notify.adapters.deadline import transport, within
from shared.kernel.failpoints import through
from shared.ports.sms import Malformed

LARGEST = 64 * 1024  # bytes of a supplier's answer
CONNECT = 2.0  # seconds until there is a connection
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class Unusable(Exception):
    """No answer that could be read. `sent` says whether the request may have reached them."""

    def __init__(self, code: str, sent: bool = True) -> None:
        super().__init__(code)
        self.code, self.sent = code, sent


class Wire:
    """The way to one of them. Its host is the one of the settings; `patience` in seconds is for all of a call.

    An answer of more than `largest` bytes is none. With `at` it is called at that address, whatever its name leads to
    by then; its certificate is still for the name.
    """

    def __init__(self, url: str, patience: float, largest: int = LARGEST, at: str = "") -> None:
        self._patience, self._largest = patience, largest
        limits = httpx.Timeout(patience, connect=min(CONNECT, patience))
        named = httpx.URL(url)
        self.host = named.netloc.decode("ascii")
        self._more: dict[str, Any] = {"extensions": {"sni_hostname": named.host}} if at else {}
        base = named.copy_with(host=at) if at else named
        self._http = httpx.Client(
            base_url=base, timeout=limits, follow_redirects=False, trust_env=False, transport=transport()
        )

    def call(
        self,
        point: str,
        target: str,
        headers: Mapping[str, str],
        body: bytes,
        method: str = "POST",
        refusals: bool = False,
    ) -> bytes:
        """The body of a 200; with `refusals` that of a 4xx, too, which some suppliers give their reason in.

        `point` names the place where tests break it, '' where the same again does no harm. Raises Unusable.
        """
        try:
            return through(point, lambda: self._call(method, target, headers, body, refusals), lost=_no_answer)
        except _NOT_SENT:
            raise Unusable("connect", sent=False) from None
        except httpx.TimeoutException:
            raise Unusable("timeout") from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise Unusable("broken") from None

    def close(self) -> None:
        """Gives its connections back."""
        self._http.close()

    def _call(self, method: str, target: str, headers: Mapping[str, str], body: bytes, refusals: bool) -> bytes:
        got, sent = bytearray(), {"accept-encoding": "identity", "host": self.host, **headers}
        with (
            within(self._patience),
            self._http.stream(method, target, content=body, headers=sent, **self._more) as answer,
        ):
            status = answer.status_code
            if status != 200 and not (refusals and 400 <= status < 500 and status != 429):
                raise Unusable(f"http_{status}")
            for chunk in answer.iter_raw():
                got += chunk
                if len(got) > self._largest:
                    raise Unusable("too_large")
        return bytes(got)


def read_object(raw: bytes) -> dict[str, Any]:
    """An answer that is one JSON object. Raises Malformed."""
    try:
        return msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise Malformed("no object") from None


def _no_answer() -> bytes:
    raise httpx.ReadTimeout("the answer was lost")
