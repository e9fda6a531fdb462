"""TC3-HMAC-SHA256, by which calls to Tencent Cloud are signed: over two headers and the body, under a key of the day.

Source: Tencent Cloud, "签名方法 v3". Pure: the time comes in.
"""

import hashlib
import hmac
import re
from datetime import UTC, datetime

import msgspec

ALGORITHM = "TC3-HMAC-SHA256"
CONTENT_TYPE = "application/json"
NAMES = "content-type;host"
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=(?P<key>[^/\s]+)/(?P<day>\d{{4}}-\d\d-\d\d)/(?P<service>[a-z]+)/tc3_request, "
    rf"SignedHeaders={NAMES}, Signature=(?P<sign>[0-9a-f]{{64}})"
)


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """What an Authorization header says."""

    key: str
    day: str
    service: str
    signature: str


def canonical(host: str, body: bytes) -> str:
    """The request in the one form that both sides hash."""
    payload = hashlib.sha256(body).hexdigest()
    return f"POST\n/\n\ncontent-type:{CONTENT_TYPE}\nhost:{host}\n\n{NAMES}\n{payload}"


def signature(secret: str, service: str, stamp: int, request: str) -> str:
    """The hex signature of a canonical request made at `stamp`, seconds since 1970."""
    day = day_of(stamp)
    key = _mac(_mac(_mac(f"TC3{secret}".encode(), day), service), "tc3_request")
    hashed = hashlib.sha256(request.encode()).hexdigest()
    to_sign = f"{ALGORITHM}\n{stamp}\n{day}/{service}/tc3_request\n{hashed}"
    return hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()


def authorization(key: str, secret: str, service: str, host: str, stamp: int, body: bytes) -> str:
    """The Authorization header of a call."""
    found = signature(secret, service, stamp, canonical(host, body))
    scope = f"{day_of(stamp)}/{service}/tc3_request"
    return f"{ALGORITHM} Credential={key}/{scope}, SignedHeaders={NAMES}, Signature={found}"


def read(header: str) -> Signed | None:
    """An Authorization header taken apart; None for any other kind."""
    found = _AUTHORIZATION.fullmatch(header)
    if found is None:
        return None
    return Signed(key=found["key"], day=found["day"], service=found["service"], signature=found["sign"])


def is_signed(secret: str, signed: Signed, host: str, stamp: int, body: bytes) -> bool:
    """Whether the signature fits this host, time and body."""
    expected = signature(secret, signed.service, stamp, canonical(host, body))
    return signed.day == day_of(stamp) and hmac.compare_digest(expected, signed.signature)


def day_of(stamp: int) -> str:
    """The UTC day that the key is derived for."""
    return f"{datetime.fromtimestamp(stamp, UTC):%Y-%m-%d}"


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
