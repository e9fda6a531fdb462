"""How a supplier and we prove to each other who calls: an HMAC over time and body, under a secret of both."""

import hashlib
import hmac

SKEW = 300  # seconds a timestamp may lie off: long enough for slow clocks, too short to play a call back later


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The hex HMAC-SHA256 of `timestamp`, a line end and the body. `timestamp` counts seconds since 1970."""
    return hmac.new(secret.encode(), timestamp.encode() + b"\n" + body, hashlib.sha256).hexdigest()


def is_signed(secret: str, timestamp: str, body: bytes, signature: str, now: float) -> bool:
    """Whether the signature fits and the timestamp is within SKEW of `now`; never without a secret."""
    if not (secret and timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    fresh = abs(now - int(timestamp)) <= SKEW
    return fresh and hmac.compare_digest(sign(secret, timestamp, body).encode(), signature.encode())


def hook_secret_of(secret: str, supplier: str) -> str:
    """The secret in the address that one supplier is given: who knows it can call in no other's name."""
    return hmac.new(secret.encode(), f"hooks:{supplier}".encode(), hashlib.sha256).hexdigest()[:32]
