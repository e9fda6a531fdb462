"""A 好差评 system over HTTP: a signed batch, an answer by rows, and the rows of a day for comparison."""

from typing import Any

import httpx
import msgspec

from shared.domain.feedback.exchange import Format
from shared.kernel.clock import real_now
from shared.ports.rating_exchange import Acks, RatingExchange
from shared.ports.signing import sign

LARGEST = 1024 * 1024  # bytes of an answer


class _Result(msgspec.Struct, frozen=True):
    rowNo: str  # noqa: N815 - theirs
    code: str


class _Answer(msgspec.Struct, frozen=True):
    results: list[_Result]


class _Summary(msgspec.Struct, frozen=True):
    rows: list[str]


class HttpExchange(RatingExchange):
    """One system. Its host is the one of the settings: redirects are not followed, proxies not asked."""

    def __init__(self, fmt: Format, url: str, secret: str) -> None:
        self.id, self._format, self._secret = fmt.id, fmt, secret
        limits = httpx.Timeout(float(fmt.timeout_seconds), connect=2.0)
        self._http = httpx.Client(base_url=url, timeout=limits, follow_redirects=False, trust_env=False)

    def hand_over(self, body: bytes) -> Acks:
        """One call."""
        try:
            told = msgspec.json.decode(self._post(self._format.path, body), type=_Answer)
        except (httpx.HTTPError, msgspec.DecodeError, UnicodeError, RecursionError) as no:
            return Acks(codes=None, code=type(no).__name__[:64])
        return Acks(codes={one.rowNo: one.code for one in told.results})

    def held(self, area: str, day: str) -> frozenset[str] | None:
        """One call."""
        body = msgspec.json.encode({"areaCode": area, "day": day})
        try:
            return frozenset(msgspec.json.decode(self._post(self._format.summary_path, body), type=_Summary).rows)
        except (httpx.HTTPError, msgspec.DecodeError, UnicodeError, RecursionError):
            return None

    def close(self) -> None:
        """Gives its connections back."""
        self._http.close()

    def _post(self, path: str, body: bytes) -> bytes:
        stamp = str(int(real_now().timestamp()))
        headers: dict[str, Any] = {
            "content-type": "application/json",
            self._format.timestamp_header: stamp,
            self._format.signature_header: sign(self._secret, stamp, body),
        }
        answer = self._http.post(path, content=body, headers=headers)
        answer.raise_for_status()
        if len(answer.content) > LARGEST:
            raise httpx.DecodingError("too large")
        return answer.content
