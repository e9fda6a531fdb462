"""A 好差评 system over HTTP: a signed batch, an answer by rows, and the rows of a day for comparison."""

import msgspec

from services.notify.adapters.answers import MALFORMED
from services.notify.adapters.wire import Unusable, Wire
from shared.domain.feedback.exchange import Format
from shared.kernel.clock import real_now
from shared.ports.rating_exchange import Acks, RatingExchange
from shared.ports.signing import sign

LARGEST = 1024 * 1024  # bytes of an answer: the rows of a day
POINT = "exchange.call"


class _Result(msgspec.Struct, frozen=True):
    rowNo: str  # noqa: N815 - theirs
    code: str


class _Answer(msgspec.Struct, frozen=True):
    results: list[_Result]


class _Summary(msgspec.Struct, frozen=True):
    rows: list[str]


class HttpExchange(RatingExchange):
    """One system."""

    def __init__(self, fmt: Format, url: str, secret: str) -> None:
        self.id, self._format, self._secret = fmt.id, fmt, secret
        self._wire = Wire(url, float(fmt.timeout_seconds), LARGEST)

    def hand_over(self, body: bytes) -> Acks:
        """One call."""
        try:
            told = msgspec.json.decode(self._call(self._format.path, body), type=_Answer)
        except Unusable as no:
            return Acks(codes=None, code=no.code)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            return Acks(codes=None, code=MALFORMED)
        return Acks(codes={one.rowNo: one.code for one in told.results})

    def held(self, area: str, day: str) -> frozenset[str] | None:
        """One call."""
        body = msgspec.json.encode({"areaCode": area, "day": day})
        try:
            return frozenset(msgspec.json.decode(self._call(self._format.summary_path, body), type=_Summary).rows)
        except (Unusable, msgspec.DecodeError, UnicodeError, RecursionError):
            return None

    def close(self) -> None:
        """Gives its connections back."""
        self._wire.close()

    def _call(self, path: str, body: bytes) -> bytes:
        stamp = str(int(real_now().timestamp()))
        headers = {
            "content-type": "application/json",
            self._format.timestamp_header: stamp,
            self._format.signature_header: sign(self._secret, stamp, body),
        }
        return self._wire.call(POINT, path, headers, body)
